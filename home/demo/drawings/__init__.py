"""The pictures of the magazine. They are drawn when the demonstration is loaded, always the same."""

from collections.abc import Callable
from io import BytesIO

from PIL.Image import Image as Pixels

from home.demo.drawings import constructions, countryside, courses, interiors, landscapes, nights, people, storerooms, streets

#: Pixels for one unit of a drawing: 1 makes pictures 1680 pixels wide.
SCALE = 1.0

DRAWINGS: dict[str, Callable[[float], Pixels]] = {
    function.__name__: function
    for function in (
        *(landscapes.wires, landscapes.boats, landscapes.bridge, countryside.cabin, countryside.strata),
        *(constructions.sockets, constructions.town, constructions.keys, constructions.arches, constructions.tiles),
        *(interiors.shelves, interiors.frames, interiors.measure),
        *(nights.lighthouse, nights.footprints, nights.weathervane, nights.halves),
        *(storerooms.parcels, storerooms.type, storerooms.drawers, storerooms.cellar),
        *(courses.railway, courses.eight, courses.tightrope, streets.clock, streets.doors, streets.biscuits),
        *(people.ines, people.tomasz, people.mei, people.noor, people.gabriel, people.mark),
    )
}


def drawn(name: str) -> tuple[str, bytes]:
    """A picture as a file: its name and its content. JPEG, or PNG where something is transparent."""
    picture = DRAWINGS[name](SCALE)
    out = BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "PNG", optimize=True)
        return f"{name}.png", out.getvalue()
    picture.save(out, "JPEG", quality=88)
    return f"{name}.jpg", out.getvalue()
