"""SVG -> PNG by resvg, with the font that is shipped: without one it draws no words and says nothing."""

from __future__ import annotations

from importlib.resources import as_file, files

from monitor.errors import BadInput

_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")


def png(svg: str) -> bytes:
    """A tenth of a second of work: call it in a thread. Raises BadInput for what is no picture."""
    import resvg_py  # only where a picture is wanted: two megabytes

    folder = files("bot.pictures") / "fonts"
    with as_file(folder / _FONTS[0]) as regular, as_file(folder / _FONTS[1]) as bold:
        try:
            drawn = resvg_py.svg_to_bytes(
                svg_string=svg,
                skip_system_fonts=True,
                font_files=[str(regular), str(bold)],
                font_family="Inter",
                sans_serif_family="Inter",
            )
        except ValueError as error:
            raise BadInput(f"The picture cannot be drawn: {error}.") from error
        return bytes(drawn)
