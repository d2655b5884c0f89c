"""What does each report show beside the others, and what of all that was found does it accept?"""

from collections.abc import Mapping

from gongkai.alone import Alone
from gongkai.diag import Diagnostic
from gongkai.memory import Memory, origin_of
from gongkai.portal import Accepted, Portal
from gongkai.records import GOVERNMENT, Agency
from gongkai.reports import Key
from gongkai.rules import judge_among
from gongkai.rules.acceptance import accept
from gongkai.rules.copies import Copies
from gongkai.rules.subject import Neighbour, Subject

KIND = "among"
Judged = tuple[list[Diagnostic], tuple[Accepted, ...]]


def judge(portal: Portal, alone: Mapping[Key, Alone], records: bytes, memory: Memory) -> Mapping[Key, Judged]:
    """For each report all findings, and which of them it accepts with a reason.

    `records` is a digest of the records of site and bodies. A report is judged anew if it changed, or one that it is
    compared with: last year's, those of its group, and for a government, which may report for others, those of its year.
    """
    groups: dict[tuple[str, int], list[Key]] = {}
    years: dict[int, list[Key]] = {}
    for key in portal.reports:
        groups.setdefault((portal.group_of(portal.by_slug[key[0]]), key[1]), []).append(key)
        years.setdefault(key[1], []).append(key)
    copies = Copies(lambda key: alone[key].whole.sentences if key in alone else (), groups)
    of_group = {where: origin_of(*(alone[key].origin for key in keys)) for where, keys in groups.items()}
    of_year = {year: origin_of(*(alone[key].origin for key in keys)) for year, keys in years.items()}

    def origin(key: Key, agency: Agency) -> bytes:
        last = alone.get((key[0], key[1] - 1))
        beside = (last.origin if last else b"", of_group[portal.group_of(agency), key[1]])
        around = of_year[key[1]] if agency.kind == GOVERNMENT else b""
        return origin_of(records, alone[key].origin, *beside, around)

    def judged(key: Key) -> Judged:
        agency = portal.by_slug[key[0]]
        whence = origin(key, agency)
        known: Judged | None = memory.get(KIND, whence)
        if known is None:
            report, found = alone[key].whole.report, alone[key].found
            among = judge_among(Neighbour(Subject(report, agency), portal, copies))
            known = accept(report, [*found.read, *found.judged, *among])
            if not found.private.values:
                memory.put(KIND, whence, known)
        return known

    return {key: judged(key) for key in portal.reports}
