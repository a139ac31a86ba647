"""一个项目的全过程 three lots on a clock that is moved on: awarded, failed, cancelled."""
