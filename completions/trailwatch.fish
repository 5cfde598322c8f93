complete --keep-order --exclusive --command trailwatch --arguments "(COMPLETE=fish trailwatch -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
