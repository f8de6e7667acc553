"""Rasa's message processor without the work that it repeats for every message.

Stock Rasa plans the graph anew at each of the three or four runs a message takes, through dask. Here each plan is made
once. It also compares each message with an empty domain that it builds on the spot; our components write only intents
of the domain, so that check is left out.
"""

from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from rasa.core.processor import MessageProcessor
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name


class PlannedGraphRunner(DaskGraphRunner):
    """Runs a prediction graph's nodes one after the other, in an order that is computed once for each set of targets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], list[str]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the target nodes by name (see Rasa's GraphRunner)."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(list(wanted))
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._plans[wanted]:
            if name not in results:
                needs = self._graph_schema.nodes[name].needs.values()
                results[name] = self._instantiated_nodes[name](*(results[need] for need in needs))
        return {name: results[name][1] for name in wanted}

    def _plan(self, targets: list[str]) -> list[str]:
        needed = self._graph_schema.minimal_graph_schema(targets).nodes
        return list(TopologicalSorter({name: node.needs.values() for name, node in needed.items()}).static_order())


class LeanProcessor(MessageProcessor):
    """Rasa's processor with planned graphs."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, PlannedGraphRunner
            )
        return Path(model_path).name, metadata, runner

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        pass
