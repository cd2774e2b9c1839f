"""Seeds for the fuzz targets: the fixtures, and each with its lists made long enough for the fast way of listings.

    python3 seeds.py FIXTURES FOLDER [MOST]

With MOST no target gets more, and none of over 16 KB: every run tries all seeds before it makes inputs of its own, and a
short one would not get to that.
"""

import hashlib
import json
import pathlib
import shutil
import sys

# The fast way begins where a listing is longer than its head, which is 64 elements.
LONG = 90


def stretched(value):
    """The value with every list of objects made long, no two elements alike."""
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            return [vary(value[at % len(value)], at) for at in range(LONG)]
        return [stretched(item) for item in value]
    if isinstance(value, dict):
        return {name: stretched(item) for name, item in value.items()}
    return value


def vary(item, at):
    names = ("Url", "Name", "Identity", "DomainName", "id", "Id", "Guid")
    return {name: f"{value}{at}" if name in names and isinstance(value, str) and at else value for name, value in item.items()}


def main():
    fixtures, folder = map(pathlib.Path, sys.argv[1:3])
    most = int(sys.argv[3]) if len(sys.argv) > 3 else None
    root = fixtures.parent
    seeds = {}

    def put(target, data):
        if most is None or len(data) <= 16_384:
            seeds.setdefault(target, {})[hashlib.sha256(data).hexdigest()[:16]] = data

    # The targets that take an option byte find it in front.
    for path in sorted(fixtures.rglob("*.json")):
        data = path.read_bytes()
        put("export", data)
        if b"declaration" in data:
            put("declaration", data)
        if path.stem == "pass" or path.parent.name == "pass":
            put("formats", b"\0" + data)
        if path.stem == "fail" or path.parent.name == "fail":
            put("formats", b"\1" + data)
            put("run", b"\0" + data)
        try:
            value = json.loads(data.decode("utf-8-sig"))
        except ValueError:
            continue
        long = stretched(value)
        if long != value:
            put("export", json.dumps(long, ensure_ascii=False).encode())
    for path in sorted((root / "rules").rglob("*.json")) + sorted((root / "schemas" / "kinds").glob("*.json")):
        put("rules", path.read_bytes())
    file = {
        "file": "sites.json", "kind": "sharepoint.site", "command": "Get-SPOSite", "shell": "SharePoint Online",
        "outcome": "complete", "objects": 0, "message": None,
        "sha256": hashlib.sha256(b"[]").hexdigest(),
    }
    manifest = {
        "tenantlint_manifest": 1, "tenant": "contosocn.partner.onmschina.cn", "cloud": "21Vianet",
        "started": "2026-05-30T02:00:00Z", "finished": "2026-05-30T02:10:00Z", "tool": "tenantlint 0.1.0", "files": [file],
    }
    put("manifest", json.dumps(manifest).encode())
    for text in (
        'fail-on = "warning"\n[rules]\n"sharepoint/*" = "off"\n',
        '[[waiver]]\nrule = "sharepoint/translation"\nreason = "r"\nowner = "o"\nexpires = 2027-01-01\n',
        'paths = ["exports"]\nexclude = ["a/**"]\nmax-age = "P30D"\nmin-coverage = 80\ntenant = "contosocn.partner.onmschina.cn"\n',
    ):
        put("config", text.encode())
    for target, data in seeds.items():
        place = folder / target
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        # By their digests, so that it is some of every kind.
        for name in sorted(data)[:most]:
            (place / name).write_bytes(data[name])


if __name__ == "__main__":
    main()
