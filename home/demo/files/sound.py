"""A short recording, computed: what three status codes would sound like."""

import array
import math
import sys
import wave
from io import BytesIO

RATE = 22_050

#: For each answer: notes as (frequency in hertz, seconds).
ANSWERS = (
    ((523.25, 0.16), (659.25, 0.16), (783.99, 0.5)),  # 200: C, E, G
    ((440.0, 0.28), (415.3, 0.6)),  # 404: a step down, and nothing follows
    ((196.0, 0.2), (185.0, 0.2), (174.61, 0.8)),  # 500: down, and down
)
PAUSE = 0.55


def recording() -> bytes:
    """A WAV file, mono, 16 bits."""
    samples = array.array("h")
    for answer in ANSWERS:
        for frequency, seconds in answer:
            samples.extend(_note(frequency, seconds))
        samples.extend([0] * int(PAUSE * RATE))
    if sys.byteorder == "big":
        samples.byteswap()
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def _note(frequency: float, seconds: float) -> list[int]:
    """A struck note: three partials that fade."""
    count = int(seconds * RATE)
    found = []
    for number in range(count):
        time = number / RATE
        attack = min(1.0, time / 0.012)
        release = min(1.0, (count - number) / (0.03 * RATE))
        turn = 2 * math.pi * frequency * time
        tone = math.sin(turn) + 0.4 * math.sin(2 * turn) * math.exp(-6 * time) + 0.2 * math.sin(3 * turn) * math.exp(-9 * time)
        found.append(round(9_000 * attack * release * math.exp(-2.2 * time) * tone))
    return found
