using DemoPair;
using Nudging.Models;
using Nudging.TestSupport;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

public sealed class ChatTemplateProbeTests
{
    // Templates for requests with tools only, templates that read "functions" or tools of another shape, and one that
    // writes a generator as JSON, which Jinja refuses too.
    private static readonly string[] Unusable =
    [
        "command-r-plus-tool-use.jinja", "command-r-v01.jinja", "deepseek-r1-llama-cpp.jinja", "firefunction-v1.jinja", "firefunction-v2.jinja",
        "hermes-2-pro-tool-use-alt.jinja", "hermes-2-pro-tool-use.jinja",
    ];

    [Fact]
    public void Published_chat_templates_have_no_fault_unless_they_need_other_variables()
    {
        string folder = SharedData.Require("chat-templates");
        InspectedModel model = InspectedModel.Load(DemoPairFiles.AlignedModelPath, null);
        Dictionary<string, string> faults = new(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(folder, "*.jinja"))
        {
            LanguageModelInfo info = new()
            {
                Name = Path.GetFileName(path),
                ProviderName = "test",
                ContextLength = 1024,
                ChatTemplate = File.ReadAllText(path),
                BosToken = "<s>",
                EosToken = "</s>",
            };
            string[] found = [.. new ChatTemplateProbe(info, model.Tokenizer, int.MaxValue).Faults()];
            if (found.Length > 0)
            {
                faults[Path.GetFileName(path)] = string.Join(" ", found);
            }
        }

        Assert.Equal(Unusable, faults.Keys.Order(StringComparer.Ordinal));
    }
}
