#!/usr/bin/env python3
"""Makes fixtures.json: figures of drift computed by SciPy and NumPy, which DriftFiguresTest holds the detector's to.

Debian: apt-get install python3-scipy. Run it in this directory; the seed makes the result the same each time.
"""
import json

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, entropy, ks_2samp

RANDOM = np.random.default_rng(19)
BINS = 10


def smoothed(counts):
    added = np.asarray(counts, dtype=float) + 0.5
    return added / added.sum()


def figures(reference, current, ordered, features=1):
    """The figures of two lists of counts, of which the first so many cells are in the order of their values."""
    reference, current = np.asarray(reference), np.asarray(current)
    used = reference + current > 0
    p, q = smoothed(reference[used]), smoothed(current[used])
    ks = None
    if ordered > 0 and reference[:ordered].sum() > 0 and current[:ordered].sum() > 0:
        places = np.arange(ordered)
        ks = ks_2samp(np.repeat(places, reference[:ordered]), np.repeat(places, current[:ordered]), mode="asymp").statistic
    cells = int(used.sum())
    point = chi2.isf(0.001 / features, cells - 1) if cells > 1 else 0
    return {
        "psi": float(entropy(p, q) + entropy(q, p)),
        "jensen_shannon": float(jensenshannon(p, q, base=2)),
        "ks": None if ks is None else float(ks),
        "threshold": max(0.1, float(point * (1 / current.sum() + 1 / reference.sum()))),
    }


def points():
    return [{"tail": tail, "freedom": freedom, "point": float(chi2.isf(tail, freedom))}
            for tail in (0.5, 0.05, 0.001, 0.001 / 20, 0.001 / 200, 0.001 / 1000)
            for freedom in list(range(1, 61)) + [100, 500]]


def divergences():
    made = []
    for i in range(200):
        cells = int(RANDOM.integers(2, 53))
        shares = RANDOM.dirichlet(np.full(cells, RANDOM.choice([0.2, 1.0, 10.0])))
        moved = RANDOM.dirichlet(shares * RANDOM.choice([20, 200, 2000]) + 1e-3)
        reference = RANDOM.multinomial(int(RANDOM.integers(1000, 6000)), shares)
        current = RANDOM.multinomial(int(RANDOM.integers(100, 1000)), moved / moved.sum())
        ordered = int(RANDOM.choice([0, cells - 1]))
        features = int(RANDOM.choice([1, 20, 200]))
        made.append({"reference": reference.tolist(), "current": current.tolist(), "ordered": ordered,
                     "features": features, **figures(reference, current, ordered, features)})
    return made


def edges(values):
    """The least value of each bin but the first; one that is as frequent as a bin should be has a bin of its own."""
    ordered = np.sort(values)
    found = []
    for k in range(1, BINS):
        value = ordered[k * len(ordered) // BINS]
        heavy = np.count_nonzero(ordered == value) * BINS >= len(ordered)
        if heavy or value > ordered[0]:
            found.append(value)
        if heavy:
            found.append(np.nextafter(value, np.inf))
    return np.unique(found)


def number(reference, current):
    cuts = edges(np.array([v for v in reference if v is not None]))

    def counts(values):
        present = np.array([v for v in values if v is not None])
        binned = np.bincount(np.digitize(present, cuts), minlength=len(cuts) + 1)
        return binned.tolist() + [len(values) - len(present)]

    return counts(reference), counts(current), len(cuts) + 1


def category(reference, current):
    labels = sorted(set(v for v in reference if v is not None))

    def counts(values):
        known = [sum(v == label for v in values) for label in labels]
        missing = sum(v is None for v in values)
        return known + [len(values) - sum(known) - missing, missing]

    return counts(reference), counts(current), 0


def with_missing(values, share):
    return [None if RANDOM.random() < share else v for v in values]


def model():
    """A model's events, and what comes out for each of its features."""
    n, m = 1000, 500
    values = {
        "amount": (RANDOM.lognormal(3, 1, n).round(4).tolist(), RANDOM.lognormal(3.3, 1, m).round(4).tolist(), number),
        "age": (with_missing(RANDOM.normal(40, 9, n).round(6).tolist(), 0.05),
                with_missing(RANDOM.normal(40, 9, m).round(6).tolist(), 0.15), number),
        "balance": ((RANDOM.normal(0, 5, n).round(3) * (RANDOM.random(n) < 0.7)).tolist(),
                    (RANDOM.normal(0, 5, m).round(3) * (RANDOM.random(m) < 0.6)).tolist(), number),
        "country": (RANDOM.choice(["DE", "FR", "IT", "PL"], n, p=[.5, .3, .15, .05]).tolist(),
                    with_missing(RANDOM.choice(["DE", "FR", "IT", "XX"], m, p=[.4, .3, .2, .1]).tolist(), 0.02), category),
    }
    return {
        "reference": [{name: each[0][i] for name, each in values.items()} for i in range(n)],
        "window": [{name: each[1][i] for name, each in values.items()} for i in range(m)],
        "figures": {name: figures(*kind(reference, current), features=len(values))
                    for name, (reference, current, kind) in values.items()},
    }


with open("fixtures.json", "w", encoding="utf-8") as out:
    json.dump({"points": points(), "divergences": divergences(), "model": model()}, out, separators=(",", ":"))
    out.write("\n")
