/**
 * How a graph is written for the provider that runs it. One description of the network (layers.ts and the graphs above it) serves
 * all: they differ in the operators that a provider has, and gets right.
 */
export interface GraphStyle {
  /** onnxruntime's one operator (MultiHeadAttention), or spelled out in ONNX's own (6 % slower on a CPU) */
  attention: 'fused' | 'spelled';
  /** with matrices as they are stored (FusedMatMul), or turned when the graph is loaded (MatMul) */
  linear: 'fused' | 'plain';
  /** onnxruntime's QuickGelu and Gelu, or spelled out in ONNX's own */
  activation: 'fused' | 'spelled';
  /** what matrices are multiplied in; LayerNorm, softmax, sums of layers and the cosine are fp32 in any case */
  products: 'float32' | 'float16';
}

export const CPU_STYLE: GraphStyle = {
  attention: 'fused',
  linear: 'fused',
  activation: 'fused',
  products: 'float32',
};

/**
 * WebGPU has no FusedMatMul, and its MultiHeadAttention is wrong for 50 and 51 tokens (onnxruntime 1.30: logits of
 * base-patch32 off by 4.6e-2). No operator of these graphs computes shapes, which would happen on the CPU.
 */
export const WEBGPU_STYLE: GraphStyle = { ...CPU_STYLE, attention: 'spelled', linear: 'plain' };

/** For providers that translate ONNX's own operators only. */
export const PLAIN_STYLE: GraphStyle = { ...WEBGPU_STYLE, activation: 'spelled' };
