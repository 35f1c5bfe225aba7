"""Plan versions as pages show them: opened, judged anew, without what their reader may not see."""
