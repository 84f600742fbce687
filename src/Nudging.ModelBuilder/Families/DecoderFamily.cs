using System.Collections.Frozen;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>A family of decoders: declares what config.json and the names of the tensors mean.</summary>
internal abstract class DecoderFamily
{
    private static readonly FrozenDictionary<string, DecoderFamily> Families = new Dictionary<string, DecoderFamily>
    {
        ["cohere"] = new CohereFamily(),
        ["gemma"] = new GemmaFamily(),
        ["gemma2"] = new Gemma2Family(),
        ["gemma3_text"] = new Gemma3Family(),
        ["gpt_neox"] = new GptNeoXFamily(),
        ["gpt2"] = new Gpt2Family(),
        ["granite"] = new GraniteFamily(),
        ["llama"] = new LlamaFamily(),
        ["ministral3"] = new Ministral3Family(),
        ["mistral"] = new MistralFamily(),
        ["mixtral"] = new MixtralFamily(),
        ["nemotron"] = new NemotronFamily(),
        ["olmo"] = new OlmoFamily(),
        ["olmo2"] = new Olmo2Family(),
        ["olmo3"] = new Olmo3Family(),
        ["phi"] = new PhiFamily(),
        ["phi3"] = new Phi3Family(),
        ["qwen2"] = new Qwen2Family(),
        ["qwen3"] = new Qwen3Family(),
        ["qwen3_moe"] = new Qwen3MoeFamily(),
        ["smollm3"] = new SmolLM3Family(),
        ["stablelm"] = new StableLMFamily(),
        ["starcoder2"] = new Starcoder2Family(),
    }.ToFrozenDictionary();

    /// <summary>Gets the values of <c>model_type</c> that are supported.</summary>
    public static IReadOnlyList<string> ModelTypes { get; } = [.. Families.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Gets the name of the architecture in genai_config.json.</summary>
    /// <value>"decoder" by default: the name that onnxruntime-genai has for a decoder that it does not know by name.</value>
    public virtual string RuntimeType => "decoder";

    /// <summary>Describes the decoder of a folder.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="checkpoint">The weights, which must be open as long as the description is used.</param>
    /// <exception cref="ModelConversionException">The family is not known, a field is not known, missing or wrong, or a tensor is missing or has another shape.</exception>
    public static DecoderDescription Describe(ModelConfig config, Checkpoint checkpoint)
    {
        string type = config.ModelType;
        if (!Families.TryGetValue(type, out DecoderFamily? family))
        {
            throw config.Refuse("model_type", $"is \"{type}\", which is not supported; the supported families are {string.Join(", ", ModelTypes)}");
        }

        FamilyDeclaration declaration = family.Declare(config);
        config.RefuseUnread();
        return new DescriptionReader(config, checkpoint, declaration).Read(type, family.RuntimeType);
    }

    /// <summary>Declares what a configuration means.</summary>
    protected abstract FamilyDeclaration Declare(ModelConfig config);
}
