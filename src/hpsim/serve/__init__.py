"""The live page: a form for room, place and units, and the page of a run that follows it.

It listens on this machine alone. The engine is the one of ``hpsim run``; what the page shows is
made by `hpsim.report.page`. Needs the extra ``serve`` (starlette, uvicorn), imported here alone.
"""
