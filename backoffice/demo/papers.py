"""The papers families send: small, invented, and each drawn by the program as any other."""

from __future__ import annotations

import io
from datetime import date, timedelta

from backoffice.kernel.calendar import long_day, short_day

_DOCTOR = (
    "Docteur Hélène Vasseur",
    "Médecine générale, pédiatrie",
    "9 place du Marché, 44210 Valcourt",
)
_INSURER = (
    "Mutuelle du Val",
    "Assurance scolaire et extrascolaire",
    "2 quai de la Vire, 44210 Valcourt",
)
_WATER = ("Eaux de Valcourt", "Service des abonnés", "1 rue du Lavoir, 44210 Valcourt")
_DOSES = (
    ("DTP", "12/07", "14/09", "20/05"), ("Coqueluche, Hib, hépatite B", "12/07", "14/09", "20/05"),
    ("Pneumocoque", "12/07", "14/09", "18/05"), ("Méningocoques", "16/08", "18/10", "22/05"),
    ("Rougeole, oreillons, rubéole", "18/05", "09/11", "—"),
)  # fmt: skip
_GREY = 0.45
_LEFT, _TOP = 72, 760


def vaccinations(who: str, day: date) -> bytes:
    """A doctor's certificate, on one page."""
    lines = [
        "CERTIFICAT DE VACCINATION",
        "",
        f"Je soussignée certifie que l’enfant {who}",
        "a reçu les vaccins suivants :",
        "",
    ]
    lines += [
        f"{name}    {first}    {second}    {booster}" for name, first, second, booster in _DOSES
    ]
    lines += [
        "",
        "L’enfant est à jour de ses vaccinations obligatoires",
        "et peut être accueilli en collectivité.",
        "",
        "Signé : H. Vasseur",
    ]
    return letter(_DOCTOR, day, [lines])


def insurance(who: str, day: date) -> bytes:
    """Two pages: the certificate, and what it covers."""
    until = day + timedelta(days=365)
    first = [
        "ATTESTATION D’ASSURANCE SCOLAIRE",
        "",
        f"Nous certifions que {who} est assuré(e)",
        f"du {short_day(day)} au {short_day(until)},",
        "pour la responsabilité civile et l’individuelle accident.",
        "",
        "Contrat n° 40 77 88 12",
    ]
    second = [
        "CE QUI EST COUVERT",
        "",
        "Le trajet, la cantine, la garderie, les sorties,",
        "l’accueil de loisirs du mercredi et des vacances.",
    ]
    return letter(_INSURER, day, [first, second])


def water_bill(who: str, day: date) -> bytes:
    lines = [
        "FACTURE D’EAU",
        "",
        f"Titulaire : {who}",
        "Adresse desservie : 44210 Valcourt",
        "",
        "Consommation : 31 m³",
        "Montant : 118,40 €",
    ]
    return letter(_WATER, day, [lines])


def letter(sender: tuple[str, ...], day: date, pages: list[list[str]]) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    kept = io.BytesIO()
    canvas = Canvas(kept, A4, invariant=1)
    for number, lines in enumerate(pages, start=1):
        for at, words in enumerate(sender):
            canvas.setFont("Times-Bold" if at == 0 else "Times-Roman", 15 if at == 0 else 10)
            canvas.drawString(_LEFT, _TOP - 16 * at, words)
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(380, _TOP, f"Valcourt, {long_day(day)} {day.year}")
        canvas.setStrokeGray(_GREY)
        canvas.line(_LEFT, _TOP - 48, 523, _TOP - 48)
        for at, words in enumerate(lines):
            canvas.setFont("Times-Bold" if at == 0 else "Times-Roman", 17 if at == 0 else 12)
            canvas.drawString(_LEFT, _TOP - 110 - 24 * at, words)
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(_LEFT, 40, f"Page {number} sur {len(pages)}")
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def photographed(title: str, who: str, day: date) -> bytes:
    """A paper taken with a phone: a little askew, on a table."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (900, 1240), (250, 249, 245))
    pen = ImageDraw.Draw(sheet)
    for at, (words, size) in enumerate(
        ((title, 44), (who, 34), (f"Fait le {day:%d/%m/%Y}", 28), ("Cachet du cabinet", 28))
    ):
        pen.text((80, 120 + 130 * at), words, fill=(25, 25, 35), font=ImageFont.load_default(size))
    pen.ellipse((560, 900, 800, 1100), outline=(40, 60, 150), width=6)
    table = Image.new("RGB", (1200, 1600), (118, 92, 70))
    turned = sheet.rotate(2.5, expand=True, fillcolor=(118, 92, 70))
    table.paste(turned, (120, 120))
    kept = io.BytesIO()
    table.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def blurred(title: str, who: str, day: date) -> bytes:
    """The same, of which nothing can be read."""
    from PIL import Image, ImageFilter

    with Image.open(io.BytesIO(photographed(title, who, day)), formats=["JPEG"]) as sharp:
        kept = io.BytesIO()
        sharp.resize((600, 800)).filter(ImageFilter.GaussianBlur(9)).save(kept, "JPEG", quality=60)
    return kept.getvalue()
