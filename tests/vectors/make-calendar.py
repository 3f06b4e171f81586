#!/usr/bin/env python3
"""Writes calendar.txt: time axes as Python's datetime and calendar go on.

    python3 tests/vectors/make-calendar.py > tests/vectors/calendar.txt

Each case is a line "# STEP SEASON FORMAT", where FORMAT is "-" where the
format is to be found, then the rows of the input, an empty line, and the 200
rows that follow.  Nothing here knows how rnnfc counts.
"""

import calendar
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

AHEAD = 200


def put(step, season, fmt, rows):
    print(f"# {step} {season} {fmt}")
    for row in rows[:-AHEAD]:
        print(row)
    print()
    for row in rows[-AHEAD:]:
        print(row)


def ticks(first, step, write, n_in=8):
    """n_in rows and those that follow, a timedelta apart."""
    return [write(first + step * k) for k in range(n_in + AHEAD)]


def months(year, month, step, day, write, n_in=8):
    rows = []
    for k in range(n_in + AHEAD):
        y, m = divmod(year * 12 + month - 1 + k * step, 12)
        last = calendar.monthrange(y, m + 1)[1]
        rows.append(write(datetime(y, m + 1, min(day, last))))
    return rows


def weekdays(first, write, n_in=8):
    rows, day = [], first
    while len(rows) < n_in + AHEAD:
        if day.weekday() < 5:
            rows.append(write(day))
        day += timedelta(days=1)
    return rows


def style(fmt):
    return lambda t: t.strftime(fmt)


def iso_week(form):
    def write(t):
        year, week, day = t.isocalendar()
        return form.format(y=year, w=week, d=day)
    return write


def quarter(form):
    return lambda t: form.format(y=t.year, q=(t.month + 2) // 3)


def fraction(digits, mark=".", zone=""):
    """A clock with the first digits of the microseconds."""
    def write(t):
        text = f"{t:%Y-%m-%dT%H:%M:%S}{mark}{t.microsecond:06d}000"
        return text[:20 + digits] + zone
    return write


def offset(form):
    """An offset of +HH:MM, +HHMM or +HH behind the clock."""
    def write(t):
        seconds = int(t.utcoffset().total_seconds())
        sign, seconds = "-" if seconds < 0 else "+", abs(seconds)
        return t.strftime("%Y-%m-%d %H:%M") + form.format(
            s=sign, h=seconds // 3600, m=seconds // 60 % 60)
    return write


def zoned(zone, first, step, form, n_in):
    """Rows of a clock with daylight saving, which end behind a change; then
    the last row's offset stays."""
    write = offset(form)
    rows, t = [], first.astimezone(timezone.utc)
    for k in range(n_in):
        local = t.astimezone(ZoneInfo(zone))
        rows.append(write(local))
        t += step
    last = timezone(local.utcoffset())
    rows += [write((t + step * k).astimezone(last)) for k in range(AHEAD)]
    return rows


def zoned_months(zone, year, n_in, form):
    write = offset(form)
    rows = []
    last = None
    for k in range(n_in + AHEAD):
        y, m = divmod(year * 12 + k, 12)
        if k < n_in:
            t = datetime(y, m + 1, 1, tzinfo=ZoneInfo(zone))
            last = timezone(t.utcoffset())
        else:
            t = datetime(y, m + 1, 1, tzinfo=last)
        rows.append(write(t))
    return rows


def zoned_days(zone, first, n_in, form):
    write = offset(form)
    rows = []
    last = None
    for k in range(n_in + AHEAD):
        t = first + timedelta(days=k)
        t = t.replace(tzinfo=ZoneInfo(zone) if k < n_in else last)
        if k < n_in:
            last = timezone(t.utcoffset())
        rows.append(write(t))
    return rows


def american(t):
    """1/2/2024 3:04 PM, without leading zeros."""
    return f"{t.month}/{t.day}/{t.year} {t.hour % 12 or 12}:{t:%M %p}"


def main():
    leap = datetime(2024, 2, 26, 21)
    second = timedelta(seconds=1)
    minute, hour, day = 60 * second, 3600 * second, timedelta(days=1)
    plain, date = style("%Y-%m-%d %H:%M"), style("%Y-%m-%d")

    put("1s", 86400, "-", ticks(leap, second, style("%Y-%m-%d %H:%M:%S")))
    put("10s", 8640, "-", ticks(datetime(2023, 12, 31, 23, 58), 10 * second,
                                style("%Y-%m-%dT%H:%M:%SZ")))
    put("1min", 1440, "-", ticks(datetime(2100, 2, 28, 23), minute, plain))
    put("15min", 96, "-", ticks(datetime(2000, 2, 28, 1), 15 * minute, plain))
    put("30min", 48, "-", ticks(datetime(2024, 12, 30), 30 * minute,
                                style("%Y-%m-%dT%H:%M")))
    put("1h", 24, "-", ticks(datetime(2023, 2, 25), hour, plain))
    put("6h", 4, "-", ticks(datetime(2024, 1, 31, 6), 6 * hour, plain))
    put("7h", 0, "-", ticks(datetime(2024, 1, 31, 6), 7 * hour, plain))
    put("1d", 7, "-", ticks(datetime(2024, 1, 27), day, date))
    put("1d", 7, "-", ticks(datetime(1899, 12, 20), day, date))
    put("1d", 7, "-", ticks(datetime(1999, 10, 1), day, plain))
    put("10d", 0, "-", ticks(datetime(2024, 1, 27), 10 * day, date))

    put("1ms", 86400000, "-", ticks(leap, second / 1000, fraction(3)))
    put("250ms", 345600, "-", ticks(leap, second / 4, fraction(2, ",")))
    put("100ms", 864000, "-", ticks(datetime(2023, 12, 31, 23, 59, 55),
                                    second / 10, fraction(1, ".", "Z")))
    put("500us", 172800000, "-", ticks(leap, second / 2000, fraction(6)))
    put("1ms", 86400000, "-", ticks(leap, second / 1000, fraction(9)))
    put("1h", 24, "-", ticks(datetime(2023, 2, 25), hour, fraction(3)))

    put("1 business day", 5, "-", weekdays(datetime(2024, 2, 22), date))
    put("1 business day", 5, "-", weekdays(datetime(2023, 12, 25), plain))
    put("1 business day", 5, "-",
        weekdays(datetime(2024, 2, 22, 9, 30), style("%Y-%m-%dT%H:%M:%S"), 12))

    put("7d", 0, "-", ticks(datetime(2020, 12, 28), 7 * day, date))
    put("14d", 0, "-", ticks(datetime(2020, 12, 26), 14 * day, date))
    for form in "{y}-W{w:02d}", "{y}W{w:02d}":
        put("7d", 0, "-", ticks(datetime(2020, 11, 2), 7 * day,
                                iso_week(form)))
    put("1d", 7, "-", ticks(datetime(2019, 12, 27), day,
                            iso_week("{y}-W{w:02d}-{d}")))

    for y in 2023, 2095:
        put("1 month", 12, "-", months(y, 1, 1, 1, date))
        put("1 month", 12, "-", months(y, 9, 1, 31, date))
    put("1 month", 12, "-", months(2023, 11, 1, 15, plain))
    put("1 month", 12, "-", months(2023, 1, 1, 28, date))
    put("1 month", 12, "-", months(2023, 1, 1, 1, style("%Y-%m")))
    put("2 months", 6, "-", months(2023, 12, 2, 31, date))
    put("3 months", 4, "-", months(2023, 1, 3, 1, date))
    put("3 months", 4, "-", months(2023, 3, 3, 31, date))
    put("3 months", 4, "-", months(2023, 2, 3, 1, style("%Y-%m")))
    for form in "{y}Q{q}", "{y}-Q{q}":
        put("3 months", 4, "-", months(2019, 4, 3, 1, quarter(form)))
    put("12 months", 0, "-", months(1996, 1, 12, 1, date))
    put("12 months", 0, "-", months(1996, 2, 12, 31, date))
    put("12 months", 0, "-", months(1996, 12, 12, 31, date))

    berlin, york = "Europe/Berlin", "America/New_York"
    long, short, least = "{s}{h:02d}:{m:02d}", "{s}{h:02d}{m:02d}", "{s}{h:02d}"
    for form in long, short, least:
        put("1h", 24, "-", zoned(
            berlin, datetime(2024, 3, 30, 20, tzinfo=ZoneInfo(berlin)), hour,
            form, 12))
    put("15min", 96, "-", zoned(
        berlin, datetime(2024, 10, 27, 1, tzinfo=ZoneInfo(berlin)),
        15 * minute, long, 20))
    put("30min", 48, "-", zoned(
        york, datetime(2024, 11, 3, 0, tzinfo=ZoneInfo(york)), 30 * minute,
        short, 8))
    put("1h", 24, "-", zoned(
        "Asia/Kolkata", datetime(2024, 2, 28, tzinfo=ZoneInfo("Asia/Kolkata")),
        hour, long, 8))
    put("1d", 7, "-", zoned(
        york, datetime(2024, 3, 7, tzinfo=ZoneInfo(york)), day, long, 8))
    put("1d", 7, "-", zoned_days(york, datetime(2024, 3, 7), 8, long))
    put("1d", 7, "-", zoned_days(berlin, datetime(2024, 10, 24), 8, short))
    put("1 month", 12, "-", zoned_months(berlin, 2023, 8, long))
    put("1 month", 12, "-", zoned_months(york, 2023, 14, short))

    put("1h", 24, "%d/%m/%Y %H:%M", ticks(
        datetime(2024, 2, 28, 20), hour, style("%d/%m/%Y %H:%M")))
    put("1d", 7, "%m/%d/%Y", ticks(datetime(2024, 2, 3), day,
                                   style("%m/%d/%Y")))
    put("1h", 24, "%-m/%-d/%Y %-I:%M %p", ticks(
        datetime(2024, 9, 28, 20), hour, american))
    put("1d", 7, "%Y%m%d", ticks(datetime(2024, 2, 3), day, style("%Y%m%d")))
    put("1d", 7, "%d %b %Y", ticks(datetime(2024, 2, 3), day,
                                   style("%d %b %Y")))
    put("1d", 7, "%b %e, %Y", ticks(datetime(2024, 1, 28), day,
                                    style("%b %e, %Y")))
    put("1d", 7, "%d-%b-%y", ticks(
        datetime(2024, 1, 28), day, lambda t: t.strftime("%d-%b-%y").upper()))
    put("1 month", 12, "%B %Y", months(2023, 5, 1, 1, style("%B %Y")))
    put("12 months", 0, "%Y", months(1996, 1, 12, 1, style("%Y")))
    put("1d", 7, "%Y.%j", ticks(datetime(2023, 12, 3), day, style("%Y.%j")))
    epoch = datetime(1970, 1, 1)
    put("1h", 24, "%s", ticks(leap, hour, lambda t: (t - epoch) // second))
    put("250ms", 345600, "ms", ticks(
        leap, second / 4, lambda t: (t - epoch) // (second / 1000)))
    put("1 month", 12, "%s", months(
        2023, 12, 1, 1, lambda t: (t - epoch) // second))
    put("500ms", 172800, "%s.%f", ticks(
        leap, second / 2, lambda t: f"{(t - epoch) // second}"
                                    f".{t.microsecond // 100000}"))


main()
