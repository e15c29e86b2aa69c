"""Documents made by the tests: good ones, and those that would do harm."""

import base64
import io
import struct
import zipfile
import zlib

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

# Sixteen by twelve red pixels: nothing here can make one, our library only reads them.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJp"
    "bG9jAAAAAERAAAEAAQAAAAABoAABAAAAAAAAACYAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAAB"
    "AAAA/GlwcnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEA"
    "AQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAU"
    "aXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAEAAAAAEAAAAMAAAAAf///9AAAAAC////zAAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlw"
    "bWEAAAAAAAAAAQABBYECAwWEAAAALm1kYXQAAAAiKAGvBBITTOD46cJoP9k3+apWCI8n7asr40mfd7EYkqn/oA=="
)


def photo(sort="JPEG", size=(640, 480), colour=(30, 120, 60), **how):
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, sort, **how)
    return kept.getvalue()


def phone_photo():
    """Twelve million pixels that do not compress to nothing, lying on their side as phones leave them."""
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000))
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter, clockwise
    Image.merge("RGB", (noise, noise, noise)).save(kept, "JPEG", quality=85, exif=exif)
    return kept.getvalue()


def pdf(pages=1, words="Certificat de vaccination", **how):
    kept = io.BytesIO()
    canvas = Canvas(kept, A4, **how)
    for page in range(pages):
        canvas.drawString(100, 700, f"{words}, page {page + 1}")
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def raw_pdf(objects, root=1):
    """A PDF made by hand of the bodies of its objects, numbered from 1."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, root, start,
    )  # fmt: skip


def pdf_bomb(depth=12, width=30):
    """Each form draws the next thirty times: more strokes than there is time for."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /XObject << /F 5 0 R >> >> >>"
        ),
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
    ]
    for level in range(depth):
        drawing = b"/F Do " * width
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >> "
            b"/Length %d >>\nstream\n%s\nendstream" % (6 + level, len(drawing), drawing)
        )
    line = b"0 0 m 595 842 l S " * 200
    objects.append(
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length %d >>\nstream\n%s\nendstream"
        % (len(line), line)
    )
    return raw_pdf(objects)


def pdf_that_acts():
    """It would run a script, start a program and open an address, if anyone let it."""
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /AA << /O 5 0 R >> >>",
            b"<< /S /JavaScript /JS (app.launchURL\\('http://192.0.2.1/'\\)) >>",
            b"<< /S /Launch /F (calc.exe) >>",
        ]
    )


def vast_page():
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900000000 900000000] >>",
        ]
    )


def png_bomb(side=50_000):
    """A few hundred kilobytes that ask for ten thousand million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", head),
            (b"IDAT", zlib.compress(b"\0" * 300_000)),
            (b"IEND", b""),
        )
    )


def archive():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("word/document.xml", "<w:document/>")
    return kept.getvalue()


def transparent():
    kept = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(kept, "PNG")
    return kept.getvalue()


GOOD = {
    "certificat.pdf": pdf(3),
    "carte.png": photo("PNG"),
    "photo.jpg": photo(),
    "photo.JPEG": photo(),
    "capture.webp": photo("WEBP"),
    "telephone.heic": HEIC,
    "transparente.png": transparent(),
    "logo (2).png": photo("PNG", (1, 1)),
}  # fmt: skip

HTML, SVG = b"<html><script>alert(1)</script></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
HOSTILE = {
    "page.pdf": HTML,
    "dessin.png": SVG,
    "facture.jpg": pdf(),
    "photo.pdf": photo(),
    "image.png": photo(),
    "archive.pdf": archive(),
    "lettre.docx": archive(),
    "vide.pdf": b"",
    "tronquee.jpg": photo(size=(2000, 2000))[:300],
    "tronquee.png": photo("PNG", (2000, 2000))[:60],
    "tronque.pdf": pdf(2)[:200],
    "bombe.png": png_bomb(),
    "secret.pdf": pdf(encrypt="motdepasse"),
    "fleuve.pdf": pdf(201),
    "vaste.pdf": vast_page(),
    "lourde.pdf": b"%PDF-1.7\n" + b"0" * (21 << 20),
    "bruit.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "sans-nom": pdf(),
}
