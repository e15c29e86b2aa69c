# Everything is in tools/dev.py, which Windows developers call directly: python tools/dev.py test
PYTHON ?= python3

.PHONY: demo test bench package check clean

demo test bench package check clean:
	@$(PYTHON) tools/dev.py $@ $(ARGS)
