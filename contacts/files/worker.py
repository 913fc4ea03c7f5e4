"""Opens one image or PDF, in a process of its own with little memory and little time.

Run as a script by `contacts.files.sandbox`, apart from Django: the file comes in on standard input, a
line of JSON and the bytes made go out on standard output.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

Answer = tuple[dict[str, Any], bytes]
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class RefusedError(Exception):
    """Cannot be done; the argument is the reason, in one word."""


def limit_self(memory: int, seconds: int) -> None:
    """From here on: no more than this memory and processor time, and not one file written."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(what, (most, most))


def open_image(data: bytes, most_pixels: int) -> Image:
    """The first picture in the file, not decoded yet. Raises RefusedError."""
    from PIL import GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401
    from PIL import Image, UnidentifiedImageError  # isort: skip  # the formats, and no others

    Image.MAX_IMAGE_PIXELS = most_pixels
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise RefusedError("damaged") from None
    except Image.DecompressionBombError:
        raise RefusedError("too_large") from None
    if image.width * image.height > most_pixels:
        raise RefusedError("too_large")
    return image


def remake(data: bytes, *, most_pixels: int) -> Answer:
    """The same picture from its points alone: upright, nothing else from the file comes along."""
    from PIL import ImageOps

    image = open_image(data, most_pixels)
    kind = "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a JPEG with more behind it
    image.load()
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    seen_through = upright.info.get("transparency")
    upright.info = {} if seen_through is None else {"transparency": seen_through}
    options = {"JPEG": {"quality": 88, "optimize": True}, "WEBP": {"quality": 88}}.get(kind, {})
    made = io.BytesIO()
    upright.save(made, kind, **options)
    return {"width": upright.width, "height": upright.height}, made.getvalue()


def shrink(data: bytes, *, side: int, most_pixels: int) -> Answer:
    """A copy of the picture that fits in a square of `side`."""
    image = open_image(data, most_pixels)
    image.draft("RGB", (side, side))
    image.load()
    is_clear = "A" in image.getbands() or "transparency" in image.info
    small = image.convert("RGBA" if is_clear else "RGB")
    small.thumbnail((side, side))
    small.info = {}
    made = io.BytesIO()
    if is_clear:
        small.save(made, "PNG")
    else:
        small.save(made, "JPEG", quality=82)
    header = {"width": small.width, "height": small.height, "pages": 1}
    return header | {"type": "image/png" if is_clear else "image/jpeg"}, made.getvalue()


def pdf(data: bytes, *, page: int, side: int) -> Answer:
    """How many pages there are, and page `page` (from 1; 0: none) as a PNG."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("locked" if "password" in str(error).lower() else "damaged") from None
    pages = len(document)
    if pages == 0:
        raise RefusedError("damaged")
    if page == 0:
        return {"pages": pages}, b""
    if page > pages:
        raise RefusedError("no_page")
    try:
        sheet = document[page - 1]
        width, height = sheet.get_size()
        picture = sheet.render(scale=min(3.0, side / max(width, height, 1))).to_pil()
    except pypdfium2.PdfiumError:
        raise RefusedError("damaged") from None
    made = io.BytesIO()
    picture.convert("RGB").save(made, "PNG")
    header = {"pages": pages, "width": picture.width, "height": picture.height}
    return header | {"type": "image/png"}, made.getvalue()


TASKS: dict[str, Callable[..., Answer]] = {"remake": remake, "shrink": shrink, "pdf": pdf}


def answer_to(task: str, options: dict[str, Any], data: bytes) -> Answer:
    """What the task makes of the file; whatever goes wrong is an answer too."""
    try:
        return TASKS[task](data, **options)
    except RefusedError as refusal:
        return {"error": str(refusal)}, b""
    except MemoryError:
        return {"error": "too_large"}, b""
    except Exception:  # a damaged file breaks in its own way, and nothing else runs here
        return {"error": "damaged"}, b""


def main() -> None:
    """Do the task that the command line names."""
    task, memory, seconds, options = sys.argv[1:5]
    limit_self(int(memory), int(seconds))
    header, made = answer_to(task, json.loads(options), sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
