"""Makes random data, and tells the statistics of them that numpy computes, as JSON."""

import json
import math
from fractions import Fraction

import numpy


def places(count, lower, upper):
    """Returns the places in order from which and up to which values are in a range of percents."""
    return math.floor(count * Fraction(lower) / 100), math.ceil(count * Fraction(upper) / 100)


def statistics(values):
    values = numpy.sort(values)
    count = len(values)
    told = {}
    for percent in ["5", "50", "90", "99", "99.9"]:
        told["p" + percent] = numpy.percentile(values, float(percent), method="inverted_cdf")
    for name, lower, upper in [
        ("tm90", "0", "90"),
        ("TM(10%:90%)", "10", "90"),
        ("TM(5.5%:)", "5.5", "100"),
        ("IQM", "25", "75"),
    ]:
        first, last = places(count, lower, upper)
        told[name] = numpy.mean(values[first:last])
    for name, lower, upper in [("wm98", "0", "98"), ("WM(10%:90%)", "10", "90")]:
        first, last = places(count, lower, upper)
        told[name] = numpy.mean(numpy.clip(values, values[first], values[last - 1]))
    return {name: float(value) for name, value in told.items()}


def case(generator, values, most):
    counts = generator.integers(1, most, len(values), endpoint=True)
    repeated = numpy.repeat(values, counts)
    return {
        "values": [float(value) for value in values],
        "counts": [int(count) for count in counts],
        "statistics": statistics(repeated),
    }


def main():
    generator = numpy.random.default_rng(20240601)
    cases = [
        case(generator, generator.uniform(0, 1000, 997), 1),
        case(generator, generator.lognormal(3, 2, 1499), 1),
        case(generator, generator.exponential(0.01, 601), 7),
        case(generator, numpy.round(generator.normal(500, 100, 811).clip(0), 1), 3),
        case(generator, generator.uniform(0, 1, 41), 4),
    ]
    print(json.dumps(cases))


main()
