let index
const box = document.getElementById('q')
box.oninput = async () => {
  index = index || await (await fetch('/search.json')).json()
  const text = box.value.toLowerCase()
  const hits = text.length < 2 ? [] : index.filter(p => (p.t + p.x).toLowerCase().includes(text)).slice(0, 10)
  document.getElementById('hits').innerHTML = hits.map(p => `<li><a href="${p.u}">${p.t}</a></li>`).join('')
}
