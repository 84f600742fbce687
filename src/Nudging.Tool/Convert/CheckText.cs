namespace Nudging.Tool.Convert;

/// <summary>The text on which models are compared where the user gives none. The text was written for this purpose.</summary>
internal static class CheckText
{
    public const string BuiltIn = """
        The harbour wakes before the town does. Long before the bakery lights its ovens, the first boats come round the point with
        their lamps still burning, and the gulls follow them in a loud grey cloud. A boat that has fished well sits low in the
        water. You can read the night's luck from the quay by looking at the line of weed on the hull, and the buyers do: they
        stand with their collars up and their hands in their pockets, and they say nothing until the ropes are fast.

        Prices are made in about ten minutes. A good buyer knows how much ice is under the fish, how far the lorry has to drive,
        and what the weather will be tomorrow, because fish that cannot be caught tomorrow are worth more today. In 1987 a storm
        closed the harbour for eleven days. The price of cod went up by 40 percent, then by 60, and then nobody bought any at all:
        people in the city had learned to eat something else.

        After the sale the crews wash the decks, and the talk begins. There are three subjects. The first is the engine, which is
        always about to fail. The second is the quota, which was set by somebody who has never been to sea. The third is the
        question of who saw the whale, when, and from which side of the boat. On this last point there is a written record, kept
        since 1911 in a school exercise book behind the bar of the hotel, and it is surprisingly exact. It gives the date, the
        direction of the wind, the name of the boat, and the number of witnesses who were sober.

        A visitor once asked why the book should be kept so carefully when the fishing logs were not. The landlord thought about
        it. "A log is for the government," he said. "The book is for us." Then he explained how the entries are checked: two
        people from different boats must agree, they must agree without having talked to each other, and if they disagree about
        the side, the entry is written in pencil. Over a hundred years the book has become a good account of where whales swim in
        spring. Scientists from the university copied it twice. They found that the animals arrive about nine days earlier than
        they did before the war, and that the pencil entries are nearly as reliable as the others.

        By noon the quay is empty. The nets hang from the rail like washing, the cats have gone to sleep in the fish boxes, and
        the tide, which has been going out all morning without anybody noticing, turns round and begins to come back.
        """;
}
