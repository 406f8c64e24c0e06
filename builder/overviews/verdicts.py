"""What became of a statement of a source, by the records: who else says so, what speaks against it, whose reports it passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.linking.independence import Independence, compared, voices
from builder.model.document import Stance, Status
from builder.model.explainer import Reason
from builder.model.sources import Consulted
from builder.signs.verdict_words import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from builder.model.document import Claim
    from builder.model.explainer import Explainer, Tally
    from builder.model.sources import Source

_RELATED = (Reason.SAME, Reason.AFTER, Reason.BEHIND)
"""Why a source that was seen is not counted beside another."""


class Became(NamedTuple):
    """What became of a claim: a verdict, with the sources and claims that it names."""

    verdict: Verdict
    sources: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    origins: tuple[str, ...] = ()
    """The voices behind the sources and the one whose page it is, which are none of their own."""


class Verdicts:
    """What became of the claims of an explainer, as seen from one of their sources."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._independence = Independence(explainer.sources)

    def of(self, claim: Claim, source: Source, *, against: bool) -> tuple[Became, ...]:
        """Return what became of a claim that cites a source, be it as contradicting the claim (`against`)."""
        if against:
            return (Became(Verdict.DISPUTED, tuple(self._others(claim, source))),)
        return (*self._against(claim, source), *self._for(claim, source), *self._since(claim))

    def _against(self, claim: Claim, source: Source) -> Iterable[Became]:
        opposed = self._explainer.disputed_by.get(claim.id, ())
        contrary = dict.fromkeys(c.source for c in claim.citations if c.stance is Stance.CONTRADICTS and c.source != source.id)
        if opposed or contrary or claim.status is Status.DISPUTED:
            yield Became(Verdict.DISPUTED, tuple(contrary), self._claims(opposed))
        if claim.differs:
            yield Became(Verdict.DIFFERS, (), self._claims(claim.differs))

    def _for(self, claim: Claim, source: Source) -> Iterable[Became]:
        others, unseen = self._others(claim, source), self._unseen(claim, source)
        related = {name: common for name, common in others.items() if common}
        independent = tuple([name for name in others if name not in related])
        if unseen:
            yield Became(Verdict.UNSEEN, unseen)
        if related:
            records = self._explainer.sources
            behind = [[voice for voice in common if voice not in voices(records[name])] for name, common in related.items()]
            yield Became(Verdict.SHARED, tuple(related), (), tuple(dict.fromkeys(voice for nearest in behind for voice in nearest[:1])))
        if independent:
            yield Became(Verdict.CARRIED, independent, tuple([one for one in self._supporting(claim) if self._counts(one, independent)]))
        if not (unseen or others):
            yield Became(Verdict.ALONE)

    def _since(self, claim: Claim) -> Iterable[Became]:
        explainer = self._explainer
        if differing := explainer.differed_by.get(claim.id, ()):
            yield Became(Verdict.OUTLIER, (), self._claims(differing))
        if (later := explainer.superseded_by.get(claim.id, ())) or claim.status is Status.SUPERSEDED:
            yield Became(Verdict.SUPERSEDED, (), self._claims(later))
        if claim.status is Status.RETRACTED:
            yield Became(Verdict.RETRACTED)

    def _claims(self, names: Iterable[str]) -> tuple[Claim, ...]:
        return tuple([self._explainer.claims[name] for name in names if name in self._explainer.claims])

    def _others(self, claim: Claim, source: Source) -> dict[str, tuple[str, ...]]:
        """Return the other sources of a claim, and of the claims that support it, each with the voices that it has in common with this one.

        Those that are not counted are left out, unless they were seen and have such a voice.
        """
        tallies = self._tallies(claim, source)
        counted = [name for tally in tallies for name in tally.counted]
        counted += [name for other in self._supporting(claim) for name in self._explainer.tallies[other.id].counted]
        related = [one.source for tally in tallies for one in tally.not_counted if one.reason in _RELATED]
        own = self._independence.origins(source.id)
        found: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys((*counted, *related)):
            common = tuple([voice for key, voice in self._independence.origins(name).items() if key in own])
            if name != source.id and (not self._is_unseen(name) if common else name in counted):
                found[name] = common
        return found

    def _supporting(self, claim: Claim) -> Sequence[Claim]:
        """Return the reports that support a claim."""
        return [other for other in self._claims(self._explainer.supported_by.get(claim.id, ())) if not other.editorial]

    def _counts(self, claim: Claim, sources: Collection[str]) -> bool:
        return any(name in sources for name in self._explainer.tallies[claim.id].counted)

    def _tallies(self, claim: Claim, source: Source) -> Sequence[Tally]:
        """Return which sources of a claim are counted; of a table, those of the rows that cite a source."""
        tally = self._explainer.tallies[claim.id]
        rows = [row for row in tally.rows if source.id in row.counted or any(one.source == source.id for one in row.not_counted)]
        return rows or (tally,)

    def _unseen(self, claim: Claim, source: Source) -> tuple[str, ...]:
        """Return the reports of others to which this source credits a claim, if the authors know nothing else of them."""
        explainer = self._explainer
        cited = [c.source for c in claim.citations if c.stance is Stance.SUPPORTS and c.source in explainer.sources]
        named = [name for name in cited if name in source.ancestors or source.id in explainer.sources[name].via]
        if claim.attributed:
            who = compared(claim.attributed)
            ancestors = [explainer.sources[name] for name in source.ancestors if name in explainer.sources]
            named += [one.id for one in ancestors if who in map(compared, voices(one))]
        return tuple([name for name in dict.fromkeys(named) if self._is_unseen(name) and not self._is_known_without(name, source)])

    def _is_unseen(self, name: str) -> bool:
        record = self._explainer.sources.get(name)
        return record is not None and record.consulted is Consulted.NO

    def _is_known_without(self, name: str, source: Source) -> bool:
        """Return whether a source that was not seen is known through another one than this."""
        return any(via != source.id and self._independence.is_seen(via) for via in self._explainer.sources[name].via)
