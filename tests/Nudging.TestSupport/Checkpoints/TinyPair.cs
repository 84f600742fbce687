namespace Nudging.TestSupport.Checkpoints;

/// <summary>Writes a pair of tiny checkpoints of two families with random weights and with different tokenizers.</summary>
public static class TinyPair
{
    public const string Base = "tiny/base";

    public const string Aligned = "tiny/aligned";

    private const string ChatTemplate =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /// <summary>Writes the folders tiny/base and tiny/aligned.</summary>
    /// <param name="folder">The folder of both.</param>
    public static void Write(string folder)
    {
        RandomCheckpoint.Write(Path.Combine(folder, Base), CheckpointConfig.Of("gpt_neox", """{"vocab_size": 262}"""), new() { DataType = "F16" });
        RandomCheckpoint.Write(Path.Combine(folder, Aligned), CheckpointConfig.Of("llama"), new() { Seed = 2, Shards = 2, ChatTemplate = ChatTemplate });
        foreach (string model in new[] { Base, Aligned })
        {
            File.WriteAllText(Path.Combine(folder, model, "README.md"), "---\nlicense: apache-2.0\n---\n");
        }
    }
}
