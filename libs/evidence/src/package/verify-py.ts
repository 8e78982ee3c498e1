/**
 * A checker for a package that needs nothing but Python 3: signature, every file, every frame's time against the grant, and every
 * custody fact against the district's signed log.
 */
export const VERIFY_PY = String.raw`#!/usr/bin/env python3
"""证据包离线核验：只需 Python 3，不联网，不需其他软件。
Checks this evidence package offline with Python 3 alone.

    python3 verify.py [公钥指纹 fingerprint]

结果 0 为一致，1 为不一致 / exit 0: intact, 1: not intact.
"""
import base64, hashlib, json, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
UNLISTED = ("SHA256SUMS", "manifest.json", "manifest.sig")
FAULTS = []


def say(text):
    sys.stdout.buffer.write((text + "\n").encode("utf-8"))


def good(text):
    say("[一致 OK] " + text)


def bad(text):
    FAULTS.append(text)
    say("[不一致 FAILED] " + text)


def read(name):
    with open(os.path.join(HERE, name), "rb") as file:
        return file.read()


def sha256_of(name):
    digest = hashlib.sha256()
    with open(os.path.join(HERE, name), "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


# Ed25519 (RFC 8032, section 6).
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    w, x = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    y, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = x - w, z - y, z + y, x + w
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, point):
    total = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            total = add(total, point)
        point = add(point, point)
        n >>= 1
    return total


def recover(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    return P - x if (x & 1) != sign else x


def point_of(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


GY = 4 * pow(5, P - 2, P) % P
GX = recover(GY, 0)
G = (GX, GY, 1, GX * GY % P)


def signed_by(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = times(s, G), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def key_and_manifest(named):
    der = base64.b64decode("".join(line for line in read("public-key.pem").decode("ascii").splitlines() if not line.startswith("-----")))
    fingerprint = hashlib.sha256(der).hexdigest()
    say("公钥指纹 fingerprint: " + fingerprint)
    if named and named != fingerprint:
        bad("public-key.pem: 公钥不是给定指纹的公钥 not the key you named")
    elif named:
        good("公钥与给定指纹一致 the key is the one you named")
    else:
        say("请与教育局公布的指纹核对 compare it with the fingerprint that the education bureau publishes")
    raw = read("manifest.json")
    if signed_by(der[-32:], raw, read("manifest.sig")):
        good("manifest.json: 签名有效 signature valid")
    else:
        bad("manifest.json: 签名无效 signature invalid")
    return json.loads(raw.decode("utf-8"))


def files(manifest):
    if sha256_of("SHA256SUMS") == manifest["sha256sums"]:
        good("SHA256SUMS")
    else:
        bad("SHA256SUMS: 与清单不符 not the list that was signed")
    listed = {}
    for line in read("SHA256SUMS").decode("utf-8").splitlines():
        listed[line[66:]] = line[:64]
    for name in sorted(listed):
        if not os.path.isfile(os.path.join(HERE, name)):
            bad(name + ": 缺失 missing")
        elif sha256_of(name) == listed[name]:
            good(name)
        else:
            bad(name + ": 内容已改变 changed")
    for folder, _, names in os.walk(HERE):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), HERE).replace(os.sep, "/")
            if path not in listed and path not in UNLISTED:
                bad(path + ": 不属于本证据包 not part of the package")
    return listed


def times_inside_grant(manifest, listed):
    begin, end = manifest["grant"]["from"], manifest["grant"]["to"]
    fragments = 0
    for camera in manifest["cameras"]:
        if camera["id"] not in manifest["grant"]["cameraIds"]:
            bad(camera["name"] + ": 不在批准范围 not granted")
        for file in camera["files"]:
            if file["path"] not in listed:
                bad(file["path"] + ": 未列入清单 not listed")
            for fragment in file["fragments"]:
                fragments += 1
                if fragment["from"] < begin or fragment["to"] > end:
                    bad(file["path"] + ": 含批准时段之外的画面 frames outside the granted time")
                    break
    good("%d 个片段均在批准时段内 fragments checked against the granted time" % fragments)


def log_key(text):
    name, _, raw = text.split("+", 2)
    key = base64.b64decode(raw)
    return name, hashlib.sha256(name.encode() + b"\n" + key).digest()[:4], key[1:]


def opened_checkpoint(note, text_key):
    name, key_hash, key = log_key(text_key)
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        raw = base64.b64decode(parts[2])
        if parts[1] == name and raw[:4] == key_hash:
            if signed_by(key, text.encode("utf-8"), raw[4:]):
                origin, size, root = text.splitlines()[:3]
                return int(size), base64.b64decode(root)
    return None


def is_included(entry, index, size, proof, root):
    node = hashlib.sha256(b"\x00" + entry).digest()
    place, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not place & 1 and place != 0:
                place >>= 1
                last >>= 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        place >>= 1
        last >>= 1
    return last == 0 and node == root


def custody():
    told = json.loads(read("custody.json").decode("utf-8"))
    checkpoint = opened_checkpoint(told["checkpoint"], told["logKey"]) if told["checkpoint"] else None
    if told["checkpoint"] and checkpoint is None:
        bad("custody.json: 台账检查点签名无效 the log's checkpoint is not signed by the log")
        return
    proved = 0
    for link in told["facts"]:
        if link["leafIndex"] is None:
            continue
        entry = base64.b64decode(link["entry"])
        commitment = base64.b64encode(hashlib.sha256(base64.b64decode(link["salt"]) + link["fact"].encode("utf-8")).digest()).decode("ascii")
        fits = json.loads(entry.decode("utf-8"))["commitment"] == commitment
        if fits and checkpoint and is_included(entry, link["leafIndex"], checkpoint[0], [base64.b64decode(h) for h in link["inclusion"]], checkpoint[1]):
            proved += 1
        else:
            bad("custody.json: 事实与台账不符 a fact is not the one in the log: " + json.loads(link["fact"])["id"])
    good("%d 条流转事实与全区台账一致，%d 条待入账 custody facts are in the district's log, %d await sealing" % (proved, len(told["facts"]) - proved, len(told["facts"]) - proved))


def main():
    try:
        manifest = key_and_manifest(sys.argv[1] if len(sys.argv) > 1 else "")
        times_inside_grant(manifest, files(manifest))
        custody()
    except (OSError, ValueError, KeyError, IndexError) as error:
        bad("证据包无法读取 the package cannot be read: %r" % error)
    if FAULTS:
        say("核验未通过：%d 处不一致 NOT VERIFIED: %d fault(s)" % (len(FAULTS), len(FAULTS)))
        return 1
    say("核验通过 VERIFIED")
    return 0


if __name__ == "__main__":
    sys.exit(main())
`;
