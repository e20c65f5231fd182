"""Workers' suggestions, problems and praise: protected reporters, diversion, reply clocks, surveys and field research."""
