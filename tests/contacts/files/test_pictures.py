"""Images made anew, and pictures made of images and PDFs."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from contacts.files import images, sandbox
from contacts.files.preview import MOST_PAGES
from tests.contacts.files import samples

if TYPE_CHECKING:
    from pathlib import Path


def opened(content: bytes) -> Image.Image:
    """The image, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


class TestRemade:
    def test_nothing_of_place_or_words_is_left(self) -> None:
        before = samples.photo_with_place()
        assert samples.SECRET.encode() in before
        assert opened(before).getexif().get_ifd(samples.GPS)
        after = images.remake(before)
        assert samples.SECRET.encode() not in after
        assert not opened(after).getexif()
        assert "comment" not in opened(after).info

    def test_it_stands_upright(self) -> None:
        before, after = (
            opened(samples.photo_with_place()),
            opened(images.remake(samples.photo_with_place())),
        )
        assert after.size == (before.height, before.width)
        top, bottom = after.getpixel((30, 5)), after.getpixel((30, 75))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert (top[0] > 200, top[2] < 60) == (True, True), "red above"
        assert (bottom[2] > 200, bottom[0] < 60) == (True, True), "blue below"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_it_keeps_its_format(self, kind: str) -> None:
        after = opened(images.remake(samples.image(kind)))
        assert (after.format, after.size) == (kind, (80, 60))

    def test_what_is_clear_stays_clear(self) -> None:
        for mode in ("RGBA", "P", "LA"):
            picture, made = Image.new("RGBA", (9, 9), (255, 0, 0, 0)).convert(mode), io.BytesIO()
            picture.save(made, "PNG")
            assert opened(images.remake(made.getvalue())).convert("RGBA").getpixel((4, 4))[3] == 0  # type: ignore[index]

    def test_words_in_a_png_go(self) -> None:
        from PIL.PngImagePlugin import PngInfo

        words = PngInfo()
        words.add_text("Comment", samples.SECRET, zip=False)
        before = samples.image("PNG", pnginfo=words)
        assert samples.SECRET.encode() in before
        assert samples.SECRET.encode() not in images.remake(before)

    def test_a_moving_image_becomes_its_first_picture(self) -> None:
        frames, made = [Image.new("P", (9, 9), color) for color in (1, 2, 3)], io.BytesIO()
        frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], comment=b"geheim")
        after = images.remake(made.getvalue())
        assert getattr(opened(after), "n_frames", 1) == 1
        assert b"geheim" not in after

    def test_other_colours(self) -> None:
        for mode in ("CMYK", "L"):
            made = io.BytesIO()
            Image.new(mode, (9, 9)).save(made, "JPEG")
            assert opened(images.remake(made.getvalue())).mode in ("RGB", "L")

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (samples.bomb(), "too_large"),
            (samples.bomb(8000, 7000), "too_large"),
            (samples.image()[:300], "damaged"),
            (b"GIF89a/*\n*/=1;alert(1)", "damaged"),
            (b"", "damaged"),
            (samples.pdf(), "damaged"),
        ],
    )
    def test_what_cannot_be_opened(self, content: bytes, reason: str) -> None:
        with pytest.raises(sandbox.SandboxError) as error:
            images.remake(content)
        assert error.value.reason == reason


class TestPdf:
    def test_pages(self) -> None:
        assert sandbox.run("pdf", samples.pdf(3), page=0, side=100) == ({"pages": 3}, b"")
        made = [sandbox.run("pdf", samples.pdf(2), page=n, side=400) for n in (1, 2)]
        for header, content in made:
            page = opened(content)
            assert page.format == "PNG"
            assert page.size == (header["width"], header["height"])
            assert max(page.size) <= 400
        assert made[0][1] != made[1][1]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (samples.pdf(1, password="geheim"), "locked"),
            (b"%PDF-1.4\n%%EOF\n", "damaged"),
            (samples.pdf()[:200], "damaged"),
            (b"", "damaged"),
        ],
    )
    def test_what_cannot_be_opened(self, content: bytes, reason: str) -> None:
        with pytest.raises(sandbox.SandboxError) as error:
            sandbox.run("pdf", content, page=1, side=100)
        assert error.value.reason == reason

    def test_a_page_that_is_not_there(self) -> None:
        with pytest.raises(sandbox.SandboxError) as error:
            sandbox.run("pdf", samples.pdf(2), page=3, side=100)
        assert error.value.reason == "no_page"
        assert MOST_PAGES > 2

    def test_a_page_of_kilometres_is_drawn_small(self) -> None:
        large = samples.pdf(1).replace(
            b"/MediaBox [0 0 595.28 841.89]", b"/MediaBox [0 0 14400 14400]"
        )
        assert large != samples.pdf(1)
        header, _made = sandbox.run("pdf", large, page=1, side=300)
        assert max(header["width"], header["height"]) <= 300


class TestSandbox:
    def test_too_little_memory(self) -> None:
        with pytest.raises(sandbox.SandboxError) as error:
            sandbox.run(
                "remake", samples.image(size=(4000, 4000)), memory=60 << 20, most_pixels=10**8
            )
        assert error.value.reason in ("too_large", "damaged")

    def test_too_little_time(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        slow = tmp_path / "worker.py"
        slow.write_text("import time; time.sleep(60)")
        monkeypatch.setattr(sandbox, "WORKER", slow)
        start = time.monotonic()
        with pytest.raises(sandbox.SandboxError) as error:
            sandbox.run("remake", b"", seconds=1)
        assert error.value.reason == "too_large"
        assert time.monotonic() - start < 10

    def test_no_more_than_its_turn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "WAIT_FOR_TURN", 0.05)
        for _turn in range(sandbox.AT_ONCE):
            assert sandbox._turns.acquire(blocking=False)
        try:
            with pytest.raises(sandbox.SandboxError) as error:
                images.remake(samples.image())
            assert error.value.reason == "busy"
        finally:
            for _turn in range(sandbox.AT_ONCE):
                sandbox._turns.release()
        assert images.remake(samples.image())

    def test_it_writes_no_file_and_knows_no_settings(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        nosy = tmp_path / "worker.py"
        nosy.write_text(
            sandbox.WORKER.read_text().replace(
                'if __name__ == "__main__":',
                "import os\n\n\ndef nosy(data, *, path):\n"
                "    try:\n        os.write(os.open(path, os.O_CREAT | os.O_WRONLY), b'x')\n    except OSError:\n"
                "        return {'environment': sorted(os.environ)}, b''\n"
                "    return {'written': True}, b''\n\n\n"
                "TASKS['nosy'] = nosy\nimport signal\n\n"
                "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
                'if __name__ == "__main__":',
            )
        )
        monkeypatch.setattr(sandbox, "WORKER", nosy)
        monkeypatch.setenv("DATABASE_URL", "postgresql://geheim")
        header, _made = sandbox.run("nosy", b"", path=str(tmp_path / "written"))
        assert "DATABASE_URL" not in header["environment"]
