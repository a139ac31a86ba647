"""业务页面 what agencies and the centre work with in their browsers."""
