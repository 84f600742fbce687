using Microsoft.Extensions.AI;

namespace Nudging.Tool.Soak;

/// <summary>A chat and its reference answer, given by a pair that serves one request at a time.</summary>
internal sealed record SoakChat(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, string Answer)
{
    private const int Turns = 3;
    private const int SampledEvery = 3;

    /// <summary>Answers each question, every second one with the next two as further turns; every third chat is sampled.</summary>
    public static async Task<IReadOnlyList<SoakChat>> AnswerAsync(SoakPair pair, IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        List<SoakChat> chats = [];
        for (int i = 0; i < questions.Count; i++)
        {
            ChatOptions options = i % SampledEvery == 0 ? new() { Temperature = 0.7f, Seed = i } : new();
            List<ChatMessage> messages = [];
            for (int turn = 0; turn < (i % 2 == 0 ? Turns : 1); turn++)
            {
                messages.Add(new(ChatRole.User, questions[(i + turn) % questions.Count]));
                string answer = (await pair.Client.GetResponseAsync(messages, options, cancellationToken)).Text;
                chats.Add(new([.. messages], options, answer));
                messages.Add(new(ChatRole.Assistant, answer));
            }
        }

        return chats;
    }
}
