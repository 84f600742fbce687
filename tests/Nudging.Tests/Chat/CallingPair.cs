using Nudging.Chat;

namespace Nudging.Tests.Chat;

/// <summary>A pair whose aligned model calls functions in the syntax of Hermes and Qwen, and then answers with the results.</summary>
public sealed class CallingPair
{
    /// <summary>A template that offers functions and writes calls and results.</summary>
    public const string Template =
        "{% if tools %}<|im_start|>system\n{% for t in tools %}{{ t|tojson }}\n{% endfor %}Call with <tool_call></tool_call><|im_end|>\n{% endif %}" +
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}{% for c in m.tool_calls or [] %}<tool_call>\n" +
        "{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments|tojson }}}\n</tool_call>{% endfor %}<|im_end|>\n{% endfor %}" +
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// <summary>The answer of both models to a function's result.</summary>
    public const string FinalAnswer = "It is half past twelve in Rome as the clock there says to everybody who asks it in time";

    public CallingPair(string firstAnswer)
    {
        // The base model does not know functions, and answers without them.
        Base = new("base") { AnswerToPrompt = prompt => prompt.Contains("): ", StringComparison.Ordinal) ? FinalAnswer : "Let me see. And what then" };
        Aligned = new("aligned", Template)
        {
            AnswerToPrompt = prompt => prompt.Contains("<|im_start|>tool\n", StringComparison.Ordinal) ? FinalAnswer : firstAnswer,
        };
    }

    public AnsweringModel Base { get; }

    public AnsweringModel Aligned { get; }

    public NudgingPair Create() => new(Base, Aligned);

    /// <summary>A call as the aligned model writes it.</summary>
    public static string Call(string name, string arguments) => $"<tool_call>\n{{\"name\": \"{name}\", \"arguments\": {arguments}}}\n</tool_call>";
}
