.PHONY: demo test test-long lint bench
PORT ?= 8000
NAME ?= search
CHILDREN ?= 200000

demo: ; @PORT=$(PORT) python3 dev/bootstrap.py -m dev.demo
test: ; @python3 dev/bootstrap.py -m dev.check test
test-long: ; @python3 dev/bootstrap.py -m dev.check long
lint: ; @python3 dev/bootstrap.py -m dev.check lint
bench: ; @bin/contactpoint bench $(NAME) --children $(CHILDREN)
