using BenchmarkDotNet.Attributes;
using DemoPair;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace Nudging.Benchmarks;

/// <summary>Parses and renders the demo pair's chat template, without and with functions.</summary>
public class ChatTemplateBenchmarks
{
    private readonly List<ChatMessage> _messages = [];
    private readonly AITool[] _tools = [AIFunctionFactory.Create((string city) => city, "GetForecast", "Tells the weather in a city.")];
    private string _template = "";
    private ChatTemplatePromptFormatter? _formatter;

    /// <summary>Gets or sets how many messages the chat has.</summary>
    [Params(2, 20)]
    public int Messages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath);
        _template = model.Info.ChatTemplate!;
        _formatter = new(ChatTemplate.Parse(_template), model.Info.BosToken, model.Info.EosToken);
        for (int i = 0; i < Messages; i++)
        {
            _messages.Add(new(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"Message {i} of a chat about the capital of Peru."));
        }
    }

    [Benchmark]
    public ChatTemplate Parse() => ChatTemplate.Parse(_template);

    [Benchmark(Baseline = true)]
    public Prompt Render() => _formatter!.Format(_messages);

    [Benchmark]
    public Prompt RenderWithFunctions() => _formatter!.Format(_messages, _tools);
}
