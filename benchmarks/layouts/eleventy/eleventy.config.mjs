import fs from 'node:fs'
import markdown from 'markdown-it'
import footnotes from 'markdown-it-footnote'

export default function (config) {
  const groups = JSON.parse(fs.readFileSync('src/_data/groups.json'))
  config.setLibrary('md', markdown({ html: true }).use(footnotes))
  config.addPassthroughCopy('src/style.css')
  config.addShortcode('group', (id, text) => `<a class="group" href="/glossary/#${id}" title="${groups[id].definition}">${text}</a>`)
  return { dir: { input: 'src', output: '_site' }, markdownTemplateEngine: 'njk' }
}
