"""Themes in another language: the original's structure, sources, dates and ties, in the words of its translation.

A translation contains digests of the wording that it translates. A text whose translation is missing or outdated is shown in
the original, marked with the original's language, and reported. A translation cannot state more than its original: facts are
stated once.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from builder.linking.page_facts import page_facts
from builder.linking.references import check_page
from builder.model.document import Body, Citations, Heading, LinkStart, Prose
from builder.model.explainer import FileTarget
from builder.model.findings import Edit, Finding, Lines, Named, Vocabulary, did_you_mean, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.linking.mentions import Mentions
    from builder.linking.page_facts import PageFacts
    from builder.linking.references import Index
    from builder.model.content import Theme, Translation
    from builder.model.document import Block, Citation, Claim, Passage
    from builder.model.explainer import Explainer
    from builder.model.findings import Ground, Where

_FENCE = "---"
"""The first line of front matter."""
_MAX_LISTED = 16  # longer lists would not be read
_DIGEST_LENGTH = 8
"""Hexadecimal digits: enough to distinguish two wordings of a text, and few enough to copy by hand."""


def localized(explainer: Explainer, index: Index, mentions: Mentions) -> tuple[Explainer, list[Finding]]:
    """Return the explainer with the languages of its texts and its translations, and the findings about these."""
    themes = explainer.content.themes
    findings = [item for theme in themes if theme.language for item in _undeclared(explainer, theme.where, theme.language)]
    explainer = replace(explainer, languages=_languages(explainer, themes), translations={})
    joints: dict[str, list[tuple[Theme, _Joint, PageFacts]]] = {}
    file_links: list[LinkStart] = []
    for translation in explainer.content.translations:
        problems = list(_misplaced(explainer, translation))
        findings += problems
        if not problems:
            theme = explainer.themes[translation.theme]
            joint = _Joint(explainer.language_of(theme.url), theme, translation, index)
            facts = page_facts(joint.theme, mentions)._replace(tied=())  # relations between claims are stated in the original
            findings += joint.findings
            findings += [f for f in check_page(index, joint.theme, facts, file_links) if f.where.path == translation.where.path]
            joints.setdefault(translation.language, []).append((theme, joint, facts))
    findings = [replace(f, of_translation=True) for f in findings]
    translated = {language: _in_language(explainer, language, pages) for language, pages in joints.items()}
    return replace(explainer, translations=translated, file_links=tuple(dict.fromkeys([*explainer.file_links, *file_links]))), findings


def _languages(explainer: Explainer, themes: Iterable[Theme]) -> dict[str, str]:
    own = explainer.content.settings.languages[0]
    foreign = [theme for theme in themes if theme.language and theme.language != own]
    return {key: theme.language for theme in foreign for key in (theme.url, *(claim.id for claim in theme.body.claims))}


def _in_language(explainer: Explainer, tag: str, joints: Sequence[tuple[Theme, _Joint, PageFacts]]) -> Explainer:
    """Return an explainer in another language: translated themes replace their originals."""
    settings = explainer.content.settings
    originals, themes = {theme.url for theme, _, _ in joints}, [joint.theme for _, joint, _ in joints]
    targets = [(path, joint.theme) for theme, joint, _ in joints for path in (theme.where.path, joint.theme.where.path)]
    return replace(
        explainer,
        content=replace(explainer.content, settings=settings.translations.get(tag, settings)),
        groups={name: group.known_in(tag) for name, group in explainer.groups.items()},
        themes={**explainer.themes, **{theme.id: theme for theme in themes}},
        claims={**explainer.claims, **{claim.id: claim for theme in themes for claim in theme.body.claims}},
        tokens={**explainer.tokens, **{name: tokens for _, _, facts in joints for name, tokens in facts.tokens.items()}},
        references={**explainer.references, **{joint.theme.url: facts.sources for _, joint, facts in joints}},
        titles={
            **{url: title for url, title in explainer.titles.items() if url not in originals},
            **{theme.url: theme.title for theme in themes},
        },
        files={**explainer.files, **{path: FileTarget(theme.url, theme.title, theme.body.anchors) for path, theme in targets}},
        languages={**explainer.languages, **{key: language for _, joint, _ in joints for key, language in joint.languages.items()}},
        translated=tuple(theme.id for theme in themes),
        worded=frozenset(claim for _, joint, _ in joints for claim in joint.worded),
    )


def _misplaced(explainer: Explainer, translation: Translation) -> Iterator[Finding]:
    """Yield a finding for a translation without a theme, or in an undeclared language."""
    where, theme = translation.where, explainer.themes.get(translation.theme)
    folder, _, name = where.path.rpartition("/")
    if theme is None or theme.where.path != f"{folder}/{translation.theme}.md":
        hint = did_you_mean(translation.theme, explainer.themes)
        message = f"there is no theme `{translation.theme}` beside `{name}`"
        yield finding(where, "unknown-theme", message, hint, grounds=(Named("theme", translation.theme),))
    elif translation.language == explainer.language_of(theme.url):
        yield finding(where, "unknown-language", f"the theme `{theme.id}` is in `{translation.language}` already")
    else:
        yield from _undeclared(explainer, where, translation.language)


def _undeclared(explainer: Explainer, where: Where, tag: str) -> Iterator[Finding]:
    """Yield a finding if `languages` does not contain a language."""
    known = explainer.content.settings.languages
    if tag not in known:
        declare = f"add it to `languages` in content/explainer.yml: [{', '.join((*known, tag))}]"
        yield finding(
            where,
            "unknown-language",
            f"`{tag}` is not a language of this explainer",
            did_you_mean(tag, known),
            declare,
            grounds=(Named("language", tag),),
        )


# --- digests ----------------------------------------------------------------------------------------------------------


def digest(*texts: str) -> str:
    """Return the digest of a wording: the start of the SHA-256 of its texts, with normalised white space."""
    return sha256("\0".join(" ".join(text.split()) for text in texts).encode()).hexdigest()[:_DIGEST_LENGTH]


def digest_of_claim(claim: Claim) -> str:
    """Return the digest of the translated parts of a claim: its text and attribution."""
    return digest(claim.text, claim.attributed)


def digest_of_frame(theme: Theme) -> str:
    """Return the digest of the translated parts of a theme around its claims."""
    texts = (theme.title, theme.question, *(passage.text for passage in theme.passages), *(h.text for h in theme.body.headings))
    return digest(*texts)


# --- one theme --------------------------------------------------------------------------------------------------------


class _Joint:
    """Merges a theme and its translation."""

    def __init__(self, original_language: str, original: Theme, translation: Translation, index: Index) -> None:
        self._index = index
        self._frame = (Lines(original.where.path), Lines(translation.where.path, 1, _first_line(translation) - 1))
        self.findings: list[Finding] = []
        self.original = original
        self.translation = translation
        self.url = f"{original.url}{translation.language}/"
        self.languages = {self.url: translation.language}
        """The languages of the page, of its claims, and, by `address#part`, of other parts in the original's language."""
        self._original_language = original_language
        renamed = {old: claim.id for claim in original.body.claims for old in claim.was}
        self._claims = {renamed.get(claim.id, claim.id): claim for claim in translation.body.claims}
        self._report_unmatched()
        self.theme = self._theme()

    @property
    def worded(self) -> list[str]:
        """The ids of the claims that have an up-to-date translation."""
        return [claim.id for claim in self.theme.body.claims if self.languages[claim.id] == self.theme.language]

    def _report(self, where: Where, code: str, message: str, *hints: str, grounds: tuple[Ground, ...] = ()) -> None:
        """Report something about the translation of a claim, which takes the claim for granted, or else about what is around the claims."""
        self.findings.append(finding(where, code, message, *hints, grounds=grounds or self._frame))

    def _keep_original(self, part: str) -> None:
        self.languages[f"{self.url}#{part}"] = self._original_language

    def _theme(self) -> Theme:
        original, translation = self.original, self.translation
        expected, where = digest_of_frame(original), translation.where
        theme = replace(original, url=self.url, where=where, language=translation.language, machine=translation.machine)
        current = translation.translates == expected
        headings: dict[str, Heading] = {}
        if current:
            headings = {heading.id: heading for heading in translation.body.headings}
            question = translation.question
            theme = replace(theme, title=translation.title, question=question, brief=self._brief())
            theme = replace(theme, answer=self._passage("answer"), summary=self._passage("summary"))
        else:
            place = translation.places.get("from", where)
            mending = Edit(where, _FENCE, f"{_FENCE}\nfrom: {expected}") if not translation.translates else None
            self._report_stale(
                place, "the title, answer, summary, key points and headings", translation.translates, f"from: {expected}", mending
            )
            for part in ("question", "answer", "summary", "brief"):
                self._keep_original(part)
        claims = tuple(self._claim(claim) for claim in original.body.claims)
        blocks = tuple(self._block(block, headings, current=current) for block in original.body.blocks)
        return replace(theme, body=Body(blocks, claims))

    def _report_stale(
        self, where: Where, what: str, actual: str, written: str, mending: Edit | None, grounds: tuple[Ground, ...] = ()
    ) -> None:
        """Report a translation of another wording than `written` says, or one that says of none: then that can be added (`mending`)."""
        if actual:
            message, hint = f"{what}: translated from another wording ({actual})", f"compare it with the original, then write {written}"
        else:
            message, hint = f"{what}: no `from` says which wording was translated", f"if it was today's, add {written}"
        found = finding(where, "outdated-translation", message, hint, grounds=grounds or self._frame)
        self.findings.append(replace(found, edits=(mending,)) if mending else found)

    def _passage(self, key: str) -> Passage | None:
        """Return the translated answer or summary; the original's if there is none."""
        ours: Passage | None = getattr(self.translation, key)
        theirs: Passage | None = getattr(self.original, key)
        if theirs and not ours:
            self._report(self.translation.where, "untranslated-text", f"the {key} is not translated")
            self._keep_original(key)
        elif ours and not theirs:
            self._report(ours.where, "translation-differs", f"the original has no {key}")
        return ours or theirs

    def _brief(self) -> tuple[Passage, ...]:
        """Return the translated key points if they have the same links and citations as the original's, else the original's."""
        ours, theirs = self.translation.brief, self.original.brief
        if [_targets(point) for point in ours] == [_targets(point) for point in theirs]:
            return ours
        if ours:
            hint = "give each of them, with the same links and citations"
            differs = (point for point, other in zip(ours, theirs, strict=False) if _targets(point) != _targets(other))
            first = next(differs, ours[-1])
            self._report(first.where, "translation-differs", "the key points from here on are not those of the original", hint)
        else:
            self._report(self.translation.where, "untranslated-text", "the key points are not translated")
        self._keep_original("brief")
        return theirs

    def _report_unmatched(self) -> None:
        """Report claims and headings that the original does not have."""
        known = Vocabulary(claim.id for claim in self.original.body.claims)
        for name, claim in self._claims.items():
            if name not in known:
                hint = _now_at(self._index, name) or known.did_you_mean(name)
                self._report(
                    claim.id_where or claim.where,
                    "unknown-claim",
                    f"the theme `{self.original.id}` has no claim `{name}`",
                    hint,
                    grounds=(Named("claim", name, self.original.where.path),),
                )
        anchors = Vocabulary(heading.id for heading in self.original.body.headings)
        listed = f"its headings are {', '.join(sorted(anchors))}" if len(anchors) <= _MAX_LISTED else ""
        for heading in self.translation.body.headings:
            if heading.id not in anchors:
                hint = listed or anchors.did_you_mean(heading.id)
                self._report(heading.where, "translation-differs", f"the original has no heading `{heading.id}`", hint)

    def _block(self, block: Block, headings: dict[str, Heading], *, current: bool) -> Block:
        if isinstance(block, Heading):
            if block.id in headings:
                return block._replace(tokens=headings[block.id].tokens, text=headings[block.id].text)
            if current:
                self._report(self.translation.where, "untranslated-text", f"the heading `{block.id}` is not translated")
            self._keep_original(block.id)
        elif isinstance(block, Prose):
            self._keep_original("")  # prose has no id, so its translation cannot be matched
        return block

    def _claim(self, original: Claim) -> Claim:
        claim = self._claims.get(original.id)
        expected = digest_of_claim(original)
        hint = f"{{#{original.id} from={expected}}}"
        grounds: tuple[Ground, ...] = tuple(Lines(one.where.path, one.where.line, one.end_line) for one in (original, claim) if one)
        self.languages[original.id] = self._original_language
        if claim is None:
            where, message = self.translation.where, f"the claim `{original.id}` is not translated"
            grounds = (*grounds, Named("translation", original.id, where.path))
            self._report(where, "untranslated-text", message, f"end its text with {hint}", grounds=grounds)
        elif claim.translates != expected:
            where, mark = claim.places.get("from", claim.where), f"#{claim.id}"
            mending = Edit(claim.id_where, mark, f"{mark} from={expected}") if claim.id_where and not claim.translates else None
            self._report_stale(where, f"`{original.id}`", claim.translates, f"from={expected}", mending, grounds)
        elif self._agrees(claim, original, grounds):
            self.languages[original.id] = self.translation.language
            tokens = claim.tokens
            if not claim.citations:
                tokens += tuple(token for token in original.tokens if isinstance(token, Citations))
            return original._replace(
                page=self.url,
                where=claim.where,
                end_line=claim.end_line,
                tokens=tokens,
                text=claim.text,
                tag=claim.tag if "table" in (claim.tag, original.tag) else original.tag,
                citations=claim.citations or original.citations,
                attributed=claim.attributed,
                event=claim.event or original.event,
            )
        return original._replace(page=self.url)

    def _agrees(self, claim: Claim, original: Claim, grounds: tuple[Ground, ...]) -> bool:
        """Return whether a translation has the citations and attribution of its original; report it if not."""
        if claim.citations and sorted(map(_cited, claim.citations)) != sorted(map(_cited, original.citations)):
            hint = "leave all citations out, or give each as in the original"
            known = set(map(_cited, original.citations))
            where = next((citation.where for citation in claim.citations if _cited(citation) not in known), claim.where)
            self._report(
                where, "translation-differs", f"the citations of `{claim.id}` are not those of the original", hint, grounds=grounds
            )
            return False
        if bool(claim.attributed) != bool(original.attributed):
            more = "does not say" if claim.attributed else "says"
            where = claim.places.get("attributed", claim.where)
            message = f"the original of `{claim.id}` {more} who says so"
            self._report(where, "translation-differs", message, "give `attributed` if the original does", grounds=grounds)
            return False
        if claim.event and not original.event:
            where, message = claim.places["event"], f"the original of `{claim.id}` is no event"
            self._report(where, "translation-differs", message, "give `event` only if the original does", grounds=grounds)
            return False
        return True


def _now_at(index: Index, claim: str) -> str:
    """Return a hint where a claim stands now that was moved to another page; empty if it is unknown."""
    new = index.new_ids.get(("claim", claim), claim)
    found = index.claims.get(new)
    name = f" as `{new}`" if new != claim else ""
    return f"it stands in {found.where.path} now{name}: take its translation out here, or move it there" if found else ""


def _first_line(translation: Translation) -> int:
    """Return the line on which the first claim starts; that of the front matter's start if there is none."""
    return min((claim.where.line for claim in translation.body.claims), default=2)


def _cited(citation: Citation) -> tuple[str, ...]:
    return citation.source, citation.locator, citation.prefix, *citation.quotes, citation.stance


def _targets(point: Passage) -> list[tuple[str, ...]]:
    links = [(token.scheme, token.target) for token in point.tokens if isinstance(token, LinkStart)]
    return [*links, *map(_cited, point.citations)]
