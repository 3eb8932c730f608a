"""Signatures (Ed25519, RFC 8032) over canonical words, and the key that a one-time code stands for.

A code is never stored: scrypt (RFC 7914) turns it into the seed of a key pair, and the book keeps the public half.
So a code signs like a key, and one check serves both.
"""

from __future__ import annotations

from hashlib import blake2b, scrypt
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tandem.charter.adoption.acts import Credential, Proposed, canonical

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another."""
CODE_LENGTH: Final = 16
"""80 bits."""
COST: Final = {"n": 1 << 14, "r": 8, "p": 1}


def signed_words(book: str, proposed: Proposed, member: str, team: str, at: int) -> bytes:
    """What a member signs: exactly which charter and plan, from when, as whom, for which team, when; in which book."""
    said = {
        "book": book,
        "charter_sha256": proposed.charter_sha256,
        "plan_sha256": proposed.plan_sha256,
        "base": proposed.base,
        "in_force_from": proposed.in_force_from,
        "member": member,
        "team": team,
        "signed_at": at,
    }
    return f"tandem: signed\n{canonical(said)}".encode()


def vouched_words(book: str, credential: Credential, at: int) -> bytes:
    """What a credential signs to vouch for another: whose it is, and what for; in which book."""
    said = {
        "book": book,
        "kind": credential.kind,
        "member": credential.member,
        "team": credential.team,
        "public": credential.public,
        "proposal": credential.proposal,
        "expires_at": credential.expires_at,
        "vouched_at": at,
    }
    return f"tandem: vouched\n{canonical(said)}".encode()


def holds(public: str, signature: str, words: bytes) -> bool:
    """Whether the signature over the words is by the key; False for what is no key or signature at all."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(key: Ed25519PrivateKey) -> str:
    """The public half, in hex."""
    return key.public_key().public_bytes_raw().hex()


def key_of_code(code: str, pepper: bytes, member: str, proposal: str, at: int) -> Ed25519PrivateKey:
    """The key that a code stands for, for this member and proposal only. `at`: when it was made; `pepper`: a secret.

    Letters in either case; blanks and hyphens count nothing; O reads as 0, I and L as 1.
    """
    plain = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    bound = canonical({"member": member, "proposal": proposal, "made_at": at}).encode()
    salt = blake2b(bound, key=pepper, digest_size=16).digest()
    return Ed25519PrivateKey.from_private_bytes(scrypt(plain.encode(), salt=salt, dklen=32, **COST))


def spelled(drawn: bytes) -> str:
    """A code from random bytes (as many as it has letters), in groups of four."""
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[:CODE_LENGTH])
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
