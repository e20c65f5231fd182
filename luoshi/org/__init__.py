"""机构: the tree of units and the business lines across it, people and the posts they hold, grants, liaison
officers, coordination bodies; who may do what to whom, what is asked of whom, and who may see what."""
