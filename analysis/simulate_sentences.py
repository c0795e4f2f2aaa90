"""Headlines and texts of a made-up press, in Indonesian and English sentences of our own.

In: what each story is about (issue, homonym, other), its language and number. Out: a title and a
text for each. Homonyms hold the issue's words in another sense (trade in shares, wildlife). Numbers
and places make every story different from the next, so that only copies are copies.

Cannot do: read like a newspaper; the sentences carry the words that marks are made from, no more.
"""

from collections.abc import Sequence

import numpy as np

PLACES = """
Alasraya Banyubiru Cindaga Durenan Embun Fajarbaru Gelagah Hutabaru Indrasari Jatimulya
Kalibening Lembahsari Muaratiga Nusarema Oesapa Pulaurindu Rantaujaya Sungaibatu Tanjungsepi
Wanasari
"""
"""Places that are nowhere."""

TITLES = {
    ("issue", "id"): (
        "Polisi {place} bongkar perdagangan orang, berkas nomor {n}",
        "Satgas TPPO {place} pulangkan korban, laporan ke-{n}",
        "Sidang perdagangan orang di {place} dimulai, perkara {n}",
    ),
    ("issue", "en"): (
        "Police in {place} break up human trafficking ring, file {n}",
        "Court in {place} hears human trafficking case number {n}",
    ),
    ("homonym", "id"): (
        "Perdagangan saham di {place} ramai, catatan pasar {n}",
        "Perdagangan satwa dilindungi digagalkan di {place}, berkas {n}",
    ),
    ("homonym", "en"): (
        "Wildlife trafficking stopped at the port of {place}, file {n}",
        "Traders in {place} open a busy week, market note {n}",
    ),
    ("other", "id"): (
        "Harga beras di {place} turun setelah panen, catatan {n}",
        "Jembatan baru di {place} mulai dibangun, laporan {n}",
        "Tim bola voli {place} menang lagi, pertandingan ke-{n}",
        "Hujan lebat guyur {place} sejak pagi, kabar ke-{n}",
    ),
    ("other", "en"): (
        "New bus line links {place} with the harbour, notice {n}",
        "Rice harvest around {place} better than hoped, report {n}",
        "Volleyball team of {place} wins again, match {n}",
    ),
}

TEXTS = {
    ("issue", "id"): (
        "Polisi di {place} menangkap {k} tersangka tindak pidana perdagangan orang pada hari itu. "
        "Para korban direkrut dengan janji gaji besar, kata penyidik dalam berkas nomor {n}.",
        "Satgas TPPO di {place} memulangkan {k} korban perdagangan orang dari luar negeri. "
        "Mereka dijanjikan pekerjaan yang tidak pernah ada, menurut laporan bernomor {n}.",
    ),
    ("issue", "en"): (
        "Police in {place} arrested {k} suspects of human trafficking after a raid on a boat. "
        "The victims had been promised good wages that were never paid, says file number {n}.",
        "A court in {place} heard {k} witnesses in a human trafficking case on the first day. "
        "The accused denied every charge that the prosecution read out from file number {n}.",
    ),
    ("homonym", "id"): (
        "Perdagangan saham di bursa {place} naik {k} persen pada pembukaan pekan ini. "
        "Perdagangan antarnegara juga tumbuh, kata menteri perdagangan dalam catatan nomor {n}.",
        "Petugas di {place} menggagalkan perdagangan satwa dilindungi dan menyita {k} burung. "
        "Pelaku perdagangan satwa itu mengaku baru pertama kali, menurut berkas bernomor {n}.",
    ),
    ("homonym", "en"): (
        "Officers in {place} stopped wildlife trafficking at the port and seized {k} birds. "
        "The smugglers of animals told them it was their first voyage, says file number {n}.",
    ),
    ("other", "id"): (
        "Harga beras di pasar {place} turun {k} persen karena panen datang lebih awal. "
        "Para pembeli menyambut kabar itu dengan gembira, menurut catatan pasar nomor {n}.",
        "Pemerintah daerah {place} mulai membangun jembatan sepanjang {k} meter di atas sungai. "
        "Warga berharap jalan ke sekolah menjadi lebih pendek, kata lurah dalam laporan {n}.",
    ),
    ("other", "en"): (
        "The council of {place} approved a bus line with {k} stops that begins next month. "
        "Shops along the old road expect more visitors than before, says the notice number {n}.",
        "Farmers around {place} brought in {k} loads of rice, more than in the year before. "
        "Rain had come late but stayed for many weeks, according to the report number {n}.",
    ),
}

BLOCKS = {
    "id": "Baca juga: Polisi Bongkar Perdagangan Orang di Pelabuhan {place}",
    "en": "Read also: Police Break Up Human Trafficking Ring in {place}",
}
"""Related links as sites put them under an article; they name the issue."""


def write(
    kinds: Sequence[str], langs: Sequence[str], numbers: Sequence[int]
) -> tuple[list[str], list[str]]:
    """Return a title and a text for each story; the number alone decides which sentences."""
    titles, texts, places = [], [], PLACES.split()
    for kind, lang, n in zip(kinds, langs, numbers):
        heads, bodies = TITLES[kind, lang], TEXTS[kind, lang]
        words = {"place": places[n * 7 % len(places)], "n": n, "k": 3 + n * 13 % 80}
        titles.append(heads[n % len(heads)].format(**words))
        texts.append(bodies[n // 3 % len(bodies)].format(**words))
    return titles, texts


def blocks(langs: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return a related link that names the issue, one for each article."""
    places = rng.choice(PLACES.split(), len(langs))
    return [BLOCKS[lang].format(place=place) for lang, place in zip(langs, places)]
