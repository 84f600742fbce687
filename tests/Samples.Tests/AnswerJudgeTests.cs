using ConsoleChat;

namespace Samples.Tests;

/// <summary>AnswerJudge ignores case and punctuation, and does not accept an expected text in the wrong place.</summary>
public sealed class AnswerJudgeTests
{
    [Theory]
    [InlineData("The capital of Peru is Lima. So the answer is Lima.", "Lima")]
    [InlineData("So the answer is: LIMA!", "Lima")]
    [InlineData("\n\n  The answer is the Euro.", "euro")]
    [InlineData("The answer is about 1,200 people.", "1200")]
    [InlineData("the answer is Port-au-Prince.", "Port au Prince")]
    [InlineData("The answer is S\u00e3o Paulo", "Sa\u0303o Paulo")]
    [InlineData("It is Lima. The answer is Lima, not Rome.", "Lima")]
    [InlineData("Lima is the capital.", "Lima")]
    [InlineData("Lima", "Lima")]
    [InlineData("We say Lima", "lima")]
    public void An_answer_that_states_the_expected_text_is_correct(string text, string expected) => Assert.True(AnswerJudge.IsCorrect(text, expected));

    [Theory]
    [InlineData("", "Lima")]
    [InlineData("The answer is Rome. Or Lima.", "Lima")]
    [InlineData("The capital is Lima. So the answer is Rome.", "Lima")]
    [InlineData("The answer is", "Lima")]
    [InlineData("The answer is not Lima.", "Lima")]
    [InlineData("The answer is Lima.", "Lima City")]
    [InlineData("The answer is Limassol.", "Lima")]
    [InlineData("I do not know. Perhaps Lima.", "Lima")]
    [InlineData("Question: What is the capital of Peru? Lima", "Lima")]
    [InlineData("I do not know\nQuestion: Lima?\nThe answer is Lima.", "Lima")]
    [InlineData("I do not know\n\nThe answer is Lima.", "Lima")]
    [InlineData("I do not know\r\n \r\nThe answer is Lima.", "Lima")]
    [InlineData("There are 112.", "12")]
    public void An_answer_that_does_not_state_the_expected_text_is_not_correct(string text, string expected) => Assert.False(AnswerJudge.IsCorrect(text, expected));

    [Fact]
    public void An_expected_answer_without_a_word_is_refused() => Assert.Throws<ArgumentException>(() => AnswerJudge.IsCorrect("Lima", "?"));

    [Theory]
    [InlineData("AlignedModelStopped", "It is so.", true)]
    [InlineData("EndOfSequence", "Is it so? ", true)]
    [InlineData("EndOfSequence", "It is", false)]
    [InlineData("MaxTokens", "It is so.", false)]
    [InlineData("Length", "It is so.", false)]
    [InlineData("RepeatedNudges", "It is so.", false)]
    public void EndedByItself_is_true_where_the_model_stopped_after_a_whole_sentence(string stopReason, string text, bool expected) =>
        Assert.Equal(expected, new Answer("q", text, [], stopReason, 0, 0, 0).EndedByItself);

    [Fact]
    public void A_score_has_the_shares_of_all_questions_and_of_the_held_out_questions()
    {
        (Question, Answer)[] answers = [Pair("Lima.", "tune", 0.5), Pair("Rome.", "tune", 0), Pair("Lima", "held", 1), Pair("Rome.", "held", 0.5), Pair("Rome.", "held", 0.5)];

        Assert.Equal(new Score(0.4, 1 / 3.0, 0.8, 0.5, 10, 20), Score.Of(answers));
        Assert.Null(Score.Of([answers[0]]).AccuracyHeld);

        static (Question, Answer) Pair(string text, string split, double ratio) => (
            new Question { Text = "q", Answer = "Lima", Split = split },
            new Answer("q", text, [], "AlignedModelStopped", ratio, 2, 4));
    }
}
