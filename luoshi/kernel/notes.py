"""How does a signed checkpoint look on paper, and does its signature hold? Pure but for the key's file.

The text is a signed note as C2SP describes it (https://c2sp.org/signed-note): origin, size, hash, then lines of our own,
an empty line, a signature. Unlike a C2SP checkpoint the hash is the chain's last hash and no Merkle root; the fourth
line says so. Any Ed25519 library can check it without this program.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HASHED = "chain sha256"
_ED25519 = b"\x01"
_DASH = "—"


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says: at that time the chain was so long and its last hash was this."""

    seq: int
    chain_hash: str
    at: str
    key_id: str
    signature: str


@dataclass(frozen=True)
class Seen:
    """A key that checkpoints are verified with. ``key_id`` is the signed note's, in hexadecimal."""

    public: Ed25519PublicKey
    origin: str
    key_id: str


@dataclass(frozen=True)
class Key(Seen):
    """The key that checkpoints are signed with."""

    private: Ed25519PrivateKey


def load_key(path: Path) -> Key:
    """The instance's key, made once; readable by its owner only, and not in the database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(
                Ed25519PrivateKey.generate().private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return _key(private)


def _key(private: Ed25519PrivateKey) -> Key:
    public = private.public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    origin = f"luoshi.trail/{hashlib.sha256(raw).hexdigest()[:12]}"
    return Key(public, origin, _key_id(origin, raw), private)


def _key_id(origin: str, raw: bytes) -> str:
    return hashlib.sha256(f"{origin}\n".encode() + _ED25519 + raw).hexdigest()[:8]


def seen(line: str) -> Seen:
    """A verifier key from its line. Raises ValueError when it is none of ours."""
    origin, _, rest = line.strip().partition("+")
    key_id, _, packed = rest.partition("+")
    data = base64.b64decode(packed, validate=True)
    if len(data) != 33 or data[:1] != _ED25519 or key_id != _key_id(origin, data[1:]):
        raise ValueError("not a verifier key of this program")
    return Seen(Ed25519PublicKey.from_public_bytes(data[1:]), origin, key_id)


def public_line(key: Seen) -> str:
    """The key that others verify with, as a signed note's verifier key: name+id+base64."""
    raw = key.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"{key.origin}+{key.key_id}+{base64.b64encode(_ED25519 + raw).decode()}"


def moment(at: datetime) -> str:
    """A time as it stands in entries and checkpoints: UTC, microseconds always."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body(key: Seen, seq: int, chain_hash: str, at: str) -> str:
    """The text that is signed."""
    packed = base64.b64encode(bytes.fromhex(chain_hash)).decode()
    return f"{key.origin}\n{seq}\n{packed}\n{HASHED}\n{at}\n"


def sign(key: Key, seq: int, chain_hash: str, at: datetime) -> Statement:
    """A new checkpoint."""
    stamp = moment(at)
    signature = key.private.sign(body(key, seq, chain_hash, stamp).encode())
    return Statement(seq, chain_hash, stamp, key.key_id, base64.b64encode(signature).decode())


def holds(key: Seen, statement: Statement) -> bool:
    """Whether this key has signed exactly this statement."""
    try:
        text = body(key, statement.seq, statement.chain_hash, statement.at)
        key.public.verify(base64.b64decode(statement.signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return statement.key_id == key.key_id


def written(key: Key, statement: Statement) -> str:
    """The checkpoint as text for keeping elsewhere."""
    packed = base64.b64encode(bytes.fromhex(statement.key_id) + base64.b64decode(statement.signature)).decode()
    return f"{body(key, statement.seq, statement.chain_hash, statement.at)}\n{_DASH} {key.origin} {packed}\n"


def read(text: str) -> Statement:
    """A checkpoint from its text. Raises ValueError when it is none; whether the signature holds is another question."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    if len(lines) < 7 or lines[5] != "" or lines[3] != HASHED or not lines[6].startswith(f"{_DASH} "):
        raise ValueError("not a checkpoint of this program")
    packed = base64.b64decode(lines[6].split(" ")[-1], validate=True)
    chain_hash = base64.b64decode(lines[2], validate=True).hex()
    if len(packed) != 68 or len(chain_hash) != 64 or not lines[1].isdecimal():
        raise ValueError("not a checkpoint of this program")
    return Statement(int(lines[1]), chain_hash, lines[4], packed[:4].hex(), base64.b64encode(packed[4:]).decode())
