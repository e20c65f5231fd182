"""How does an instance come back after its machine is lost? One archive: database, files, what seals them; never the keys."""

from luoshi.kernel.backup.archive import BackupRefused, Manifest, Piece, read_manifest, unpack
from luoshi.kernel.backup.making import make
from luoshi.kernel.backup.restoring import Restored, restore

__all__ = ["BackupRefused", "Manifest", "Piece", "Restored", "make", "read_manifest", "restore", "unpack"]
