"""What do the room's pages share? The tab that they stand under, and the address of a task."""

from luoshi.kernel.addresses import addresses

TAB = "ledger:list"
task_url = addresses("ledger:task")
