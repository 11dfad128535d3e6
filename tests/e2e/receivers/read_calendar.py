#!/usr/bin/python3
"""What an independent reader finds in a calendar: read_calendar.py FILE, one line of JSON."""
import json
import sys

from icalendar import Calendar

raw = open(sys.argv[1], "rb").read()
calendar = Calendar.from_ical(raw)
events = []
for event in calendar.walk("VEVENT"):
    alarms = event.walk("VALARM")
    events.append({
        "uid": str(event["UID"]), "summary": str(event["SUMMARY"]),
        "start": event["DTSTART"].dt.isoformat(), "sequence": int(event["SEQUENCE"]),
        "stamp": event["DTSTAMP"].dt.isoformat(), "status": str(event["STATUS"]),
        "description": str(event["DESCRIPTION"]),
        "alarms": [alarm["TRIGGER"].dt.isoformat() for alarm in alarms],
        "errors": [str(e) for e in event.errors],
    })
lines = raw.split(b"\r\n")
print(json.dumps({
    "version": str(calendar["VERSION"]), "events": events,
    "longest": max(len(line) for line in lines), "ends": raw.endswith(b"END:VCALENDAR\r\n"),
    "bare": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
    "errors": [str(e) for e in calendar.errors],
}, ensure_ascii=False))
