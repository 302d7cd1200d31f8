"""Draw a chart specification: the same one for the mail, the page and the file. Needs no network."""

from __future__ import annotations

import vl_convert

SCALE = 2  # pixels per point: sharp on today's screens


def png(spec: dict) -> bytes:
    """The chart of a Vega-Lite specification as a PNG picture."""
    return vl_convert.vegalite_to_png(vl_spec=spec, scale=SCALE)


def svg(spec: dict) -> str:
    """The chart of a Vega-Lite specification as SVG text."""
    return vl_convert.vegalite_to_svg(vl_spec=spec)
