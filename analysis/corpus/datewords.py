"""The words dates are printed in: months, weekdays, zones and labels in Indonesian, Malay, English.

Beside them stand the reasons given where no day can be read, so that one reason is one wording
on every ledger.

Cannot do: it holds no other language, and of zone codes only those met in feeds and in the region
(BST and IST mean several zones each and are left out).
"""

NONE = "no date is given"
BARE = "a bare number may be anything and is not read as a date"
LONG = "the cell is too long to be a date"
UNREAD = "no date could be read"
NO_SUCH_DAY = "there is no such day in the calendar"
TWO_DATES = "the cell holds two different dates"
COLLECTED = "the day of access or indexing, not of publication"
UPDATED = "the day of an update; the day of publication is not given"
RELATIVE = "relative to a day that is not known"
NO_YEAR = "the year is missing"
NO_DAY = "the day of the month is missing"
ZONE_UNKNOWN = "the clock time has a zone that is not known"


def _table(lines: str) -> dict[str, int]:
    return {w: i for i, line in enumerate(lines.strip().splitlines()) for w in line.split()}


MONTHS = _table("""
    (none)
    januari january jan
    februari pebruari febuari pebuari february feb peb
    maret march mac mar mrt
    april apr
    mei may
    juni june jun
    juli july julai jul
    agustus august ogos agt ags agu agst agus aug ogo
    september sept sep
    oktober october okt oct
    november nopember nov nop
    desember december disember des dec dis
""")
WEEKDAYS = _table("""
    senin isnin monday sen isn mon
    selasa tuesday sel tue tues
    rabu wednesday rab wed
    kamis khamis thursday kam kha thu thur thurs
    jumat jumaat friday jum fri
    sabtu saturday sab sat
    minggu ahad sunday min ahd sun
""")
LOCAL_WEEKDAYS = (
    *("senin", "isnin", "selasa", "rabu", "kamis", "khamis", "jumat", "jumaat"),
    *("sabtu", "minggu", "ahad"),
)
HOURS = dict(wib=7, wita=8, wit=9, myt=8, sgt=8, hkt=8, jst=9, kst=9, utc=0, gmt=0, z=0)
HOURS |= dict(est=-5, edt=-4, cst=-6, cdt=-5, mst=-7, mdt=-6, pst=-8, pdt=-7)

PUBLISHED = (
    "tayang ditayangkan terbit diterbitkan dipublikasikan dipublikasi publikasi publish published "
    "posted rilis dirilis diposting diunggah disiarkan dimuat"
)
UPDATE = "diperbarui diperbaharui update updated diupdate dikemaskini dimutakhirkan modified diubah"
COLLECT = "diakses accessed retrieved indexed crawled collected diunduh"
LABELS = {
    **dict.fromkeys(PUBLISHED.split(), ""),
    **dict.fromkeys(UPDATE.split(), UPDATED),
    **dict.fromkeys(COLLECT.split(), COLLECTED),
}
