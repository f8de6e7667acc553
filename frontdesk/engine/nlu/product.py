"""Write `product.onnx`: some vectors of small integers times many. A developer's job, not part of running Frontdesk.

numpy multiplies int8 matrices number by number; onnxruntime has kernels for it. The graph is one node and holds no data.

    python -m venv /tmp/export && /tmp/export/bin/pip install onnx==1.16.2
    /tmp/export/bin/python frontdesk/engine/nlu/product.py
"""

from pathlib import Path

from onnx import TensorProto, helper, save

if __name__ == "__main__":
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["vectors", "examples"], ["products"])],
        "product",
        [
            helper.make_tensor_value_info("vectors", TensorProto.UINT8, ["rows", "dimensions"]),
            helper.make_tensor_value_info("examples", TensorProto.INT8, ["dimensions", "count"]),
        ],
        [helper.make_tensor_value_info("products", TensorProto.INT32, ["rows", "count"])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    save(model, Path(__file__).parent / "product.onnx")
