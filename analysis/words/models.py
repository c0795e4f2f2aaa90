"""The file of a trained model: numbers and names in JSON, no code and no word of an article.

In: a `learning.Model`. Out: a file, and from it the same model. Reading it runs nothing: what is
not a number where a number must be is refused.

Cannot do: read a model of another shape than this version makes; train it again then.
"""

import json
from pathlib import Path

import numpy as np

from analysis.corpus.files import atomic_write
from analysis.schema import InputError
from analysis.words.features import BUCKETS, NAMES
from analysis.words.learning import KINDS, LEVELS, OF_RULES, Head, Model

FORM = 1  # of the file; another number is another form
MOST_BYTES = 20_000_000


def save_model(model: Model, path: str | Path) -> Path:
    """Write a model as JSON, whole or not at all, and return its path; same model, same bytes."""
    heads = [
        {name: value.tolist() if isinstance(value, np.ndarray) else value
         for name, value in head._asdict().items()}
        for head in model.heads
    ]  # fmt: skip
    content = {"form": FORM, "measures": list(NAMES), **model._asdict(), "heads": heads}
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")
    return Path(path)


def load_model(path: str | Path) -> Model:
    """Return the model of a file that `save_model` wrote.

    Raises InputError, with the remedy, for any other file.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        content = json.loads(path.read_text(encoding="utf-8"))
        is_ours = content["form"] == FORM and content["measures"] == list(NAMES)
        if not is_ours or len(content["heads"]) != len(LEVELS):
            raise ValueError
        return Model(
            str(content["issue"]),
            str(content["lexicon_version"]),
            int(content["articles"]),
            int(content["relevant"]),
            tuple(_head(head) for head in content["heads"]),
        )
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path.name}: no model that this version can read; train it again from the coded file"
        ) from error


def _head(content: dict) -> Head:
    kind = KINDS[KINDS.index(content["kind"])]
    columns = {"rules": len(OF_RULES), "measures": len(NAMES), "words": len(NAMES) + BUCKETS}[kind]
    lengths = {"centre": len(NAMES), "spread": len(NAMES), "rarity": BUCKETS, "weights": columns}
    arrays = {name: _numbers(content[name], length) for name, length in lengths.items()}
    return Head(
        **arrays,
        kind=kind,
        strength=float(content["strength"]),
        intercept=float(content["intercept"]),
    )


def _numbers(values: list, length: int) -> np.ndarray:
    made = np.array(values, dtype="float64")
    if made.shape != (length,) or not np.isfinite(made).all():
        raise ValueError
    return made
