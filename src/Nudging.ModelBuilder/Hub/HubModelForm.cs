namespace Nudging.ModelBuilder.Hub;

/// <summary>The form in which a repository holds a model.</summary>
public enum HubModelForm
{
    /// <summary>A folder of onnxruntime-genai: genai_config.json and an ONNX graph, which are used as they are.</summary>
    GenAI,

    /// <summary>config.json and weights in safetensors files, which are converted.</summary>
    Safetensors,

    /// <summary>config.json and ONNX graphs in the folder onnx, as transformers.js reads them, which are used as they are.</summary>
    TransformersJs,
}
