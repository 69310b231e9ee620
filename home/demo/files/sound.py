"""Two short recordings, computed: what three status codes would sound like, and a clock in the night when it is set back."""

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


#: How often the bell strikes, hour after hour.
HOURS = (1, 2, 2, 3)
#: A bell's partials as shares of its strike note, how loud each is, and how fast it fades.
BELL = ((0.5, 0.5, 0.9), (1.0, 0.8, 1.2), (1.2, 0.45, 1.6), (1.5, 0.3, 2.2), (2.0, 0.5, 2.6), (2.67, 0.2, 4.5))
STRIKE, BETWEEN_STRIKES, BETWEEN_HOURS = 196.0, 1.1, 2.1


def recording() -> bytes:
    """Three answers as a WAV file, mono, 16 bits."""
    samples = array.array("h")
    for answer in ANSWERS:
        for frequency, seconds in answer:
            samples.extend(_note(frequency, seconds))
        samples.extend([0] * int(PAUSE * RATE))
    return _wav(samples)


def hours() -> bytes:
    """A bell that strikes one, two, two, three, as a WAV file."""
    step = int(BETWEEN_STRIKES * RATE)
    strike = _strike(int((BETWEEN_STRIKES + BETWEEN_HOURS) * RATE))
    # The next strike begins while the last one still rings.
    ringing = [sound + strike[place + step] if place + step < len(strike) else sound for place, sound in enumerate(strike)]
    samples = array.array("h")
    for count in HOURS:
        for number in range(count):
            sound = ringing if number else strike
            samples.extend(sound[: step if number < count - 1 else None])
    return _wav(samples)


def _strike(count: int) -> list[int]:
    found = [0.0] * count
    for share, loud, fade in BELL:
        turn, decay = 2 * math.pi * STRIKE * share / RATE, math.exp(-fade / RATE)
        level = 5_500 * loud
        for number in range(count):
            found[number] += level * math.sin(turn * number)
            level *= decay
    soft = 0.004 * RATE
    return [round(value * min(1.0, number / soft) * min(1.0, (count - number) / RATE)) for number, value in enumerate(found)]


def _wav(samples: "array.array[int]") -> bytes:
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
