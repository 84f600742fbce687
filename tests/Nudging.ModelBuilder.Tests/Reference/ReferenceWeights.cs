namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>The weights of a checkpoint, and the two operations that every part of a decoder uses.</summary>
internal sealed class ReferenceWeights
{
    private readonly Dictionary<string, ReferenceTensor> _tensors;

    public ReferenceWeights(ReferenceConfig config, Dictionary<string, ReferenceTensor> tensors)
    {
        Config = config;
        _tensors = tensors.ToDictionary(entry => WithoutPrefix(entry.Key), entry => entry.Value);
    }

    public ReferenceConfig Config { get; }

    public ReferenceTensor Get(string name) => _tensors[name];

    /// <summary>Multiplies: y = W·x + b. GPT-2 stores the matrices of its layers transposed.</summary>
    public double[] Linear(double[] x, string path, bool hasBias)
    {
        ReferenceTensor weight = Get(path + ".weight");
        return (Config.Family == "gpt2" ? weight.Transposed() : weight).Times(x, hasBias ? Get(path + ".bias").Values : null);
    }

    /// <summary>Normalises a vector with the norm of the family.</summary>
    public double[] Norm(double[] x, string path) => Config.Family switch
    {
        "olmo" => ReferenceNorms.Layer(x, null, null, 1e-5),
        "cohere" => ReferenceNorms.Layer(x, Get(path + ".weight").Values, null, Config.Real("layer_norm_eps")!.Value),
        "phi" or "stablelm" or "gpt_neox" => ReferenceNorms.Layer(x, Get(path + ".weight").Values, Get(path + ".bias").Values, Config.Real("layer_norm_eps")!.Value),
        "gpt2" => ReferenceNorms.Layer(x, Get(path + ".weight").Values, Get(path + ".bias").Values, Config.Real("layer_norm_epsilon")!.Value),
        "starcoder2" => ReferenceNorms.Layer(x, Get(path + ".weight").Values, Get(path + ".bias").Values, Config.Real("norm_epsilon")!.Value),
        "nemotron" => ReferenceNorms.Layer(x, OnePlus(Get(path + ".weight").Values), Get(path + ".bias").Values, Config.Real("norm_eps")!.Value),
        "gemma" or "gemma2" or "gemma3_text" => ReferenceNorms.Rms(x, OnePlus(Get(path + ".weight").Values), Config.Real("rms_norm_eps")!.Value),
        _ => ReferenceNorms.Rms(x, Get(path + ".weight").Values, Config.Real("rms_norm_eps")!.Value),
    };

    private static double[] OnePlus(double[] weight) => [.. weight.Select(value => 1 + value)];

    private string WithoutPrefix(string name)
    {
        if (Config.IsNested)
        {
            (string outer, string inner) = name switch
            {
                _ when name.StartsWith("model.language_model.", StringComparison.Ordinal) => ("model.language_model.", "model."),
                _ when name.StartsWith("language_model.", StringComparison.Ordinal) => ("language_model.", ""),
                _ => ("", name.StartsWith("lm_head.", StringComparison.Ordinal) ? "" : "unused."),
            };
            return inner + name[outer.Length..];
        }

        return name.StartsWith("transformer.", StringComparison.Ordinal) ? name["transformer.".Length..] : name;
    }
}
