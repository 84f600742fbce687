namespace Nudging.ModelBuilder.Hub;

/// <summary>Says why a repository has no usable files.</summary>
internal static class UnusableFiles
{
    public static string Describe(HubModel model, HubDownloadOptions options, Uri endpoint)
    {
        bool Has(string end) => model.Files.Any(file => file.Path.EndsWith(end, StringComparison.Ordinal));
        return options.Form switch
        {
            HubModelForm.GenAI => $"no folder with genai_config.json and an ONNX graph for {options.Target} and {options.Precision}.",
            HubModelForm.TransformersJs => "no config.json with a graph onnx/model*.onnx.",
            _ when Has("adapter_model.safetensors") || Has("adapter_config.json") => "an adapter only, not a whole model. Merge the adapter into its model first.",
            _ when Has("pytorch_model.bin") || Has(".bin.index.json") || Has(".pth") =>
                $"weights in PyTorch's own format only, which is not read because such files can run code. Look for a revision with safetensors at {endpoint.AbsoluteUri.TrimEnd('/')}/{model.Repository}/discussions, such as refs/pr/1.",
            _ when Has(".gguf") => "weights in GGUF only. Use the repository that the model was made from.",
            _ => "no weights that can be used: neither model.safetensors with config.json, nor a folder with genai_config.json, nor onnx/model.onnx.",
        };
    }
}
