"""Pages of the kernel: handing out a file; background jobs and schedules."""

from luoshi.kernel.views.files import download
from luoshi.kernel.views.jobs import job, job_list, move, schedule, schedule_list

__all__ = ["download", "job", "job_list", "move", "schedule", "schedule_list"]
