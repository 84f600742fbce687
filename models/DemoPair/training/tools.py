"""Chats in which the assistant calls tools, so that the model learns to choose a tool and to copy the arguments.

Three of four chats have the tools of samples/AgentWithTools; the other chats have tools for common requests,
or for random nouns and verbs. No chat has a prompt or a value of tool_prompts.py.
"""

import inspect
import json
import re
from dataclasses import dataclass

import facts as f
import prose
from corpus import made_up
from prose import ADJECTIVES, NAMES, OBJECTS, PERSONS, PLACES
from relations import THINGS, cap

LETTERS = "aaabcdeeefghiiijklmnooopqrstuuvwxyz"
COUNTED = (OBJECTS + THINGS + "bolts screws bricks tiles blankets towels mirrors pens spoons plates forks kettles desks sofas pumps wheels "
           "ropes nails brushes cables plants tents mugs bottles candles baskets curtains carpets batteries umbrellas gloves".split())
WARE = "red green black white yellow small large old new plastic wooden metal leather silver paper cotton summer kitchen office travel".split()
WORDS = sorted(set(re.findall(r"\b[a-z]{3,10}\b", inspect.getsource(f) + inspect.getsource(prose))))
WORLD = [c[0] for c in f.COUNTRIES] + [c[1] for c in f.COUNTRIES] + [s[0] for s in f.US_STATES] + [s[1] for s in f.US_STATES]


# Values of questions, which calls repeat.

def word(r):
    """Random letters, so that every beginning of a word occurs."""
    return "".join(r.choice(LETTERS) for _ in range(r.randint(2, 8)))


def name(r):
    n = r.random()
    if n < 0.45:
        return made_up(r)
    if n < 0.7:
        return cap(word(r)) + (" " + cap(word(r)) if r.random() < 0.25 else "")
    return r.choice(WORLD)


def thing(r):
    n = r.random()
    plural = r.choice(COUNTED)
    noun = plural if r.random() < 0.4 else plural[:-1] if plural.endswith("s") else plural
    if n < 0.2:
        return noun
    if n < 0.4:
        return f"{r.choice(WARE if r.random() < 0.6 else ADJECTIVES)} {noun}"
    if n < 0.75:
        return f"{r.choice(WORDS) if r.random() < 0.7 else word(r)} {noun}"
    if n < 0.9:
        return r.choice(WORDS) + r.choice(("", "s", "s", "ers")) if r.random() < 0.7 else word(r)
    return f"{r.choice(WORDS)} {r.choice(WORDS)}s"


def person(r):
    return r.choice(NAMES) if r.random() < 0.4 else cap(word(r)) if r.random() < 0.5 else made_up(r)


def code(r):
    return "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(r.randint(1, 3))) + r.choice(("", "-", "-")) + str(r.randint(1, 9999))


def whole(r):
    return r.randint(1, r.choice((9, 30, 100, 1000, 9999)))


def number(r):
    return whole(r) if r.random() < 0.5 else round(r.uniform(0, 200), r.choice((1, 1, 2)))


MAKERS = dict(name=(name, "string"), thing=(thing, "string"), person=(person, "string"), code=(code, "string"),
              whole=(whole, "integer"), number=(number, "number"), room=(lambda r: r.choice(PLACES) if r.random() < 0.6 else word(r), "string"),
              text=(lambda r: r.choice((f"{r.choice(ADJECTIVES)} {r.choice(PERSONS)}", f"{r.choice(NAMES)} is {r.choice(ADJECTIVES)}", f"buy {thing(r)}", f"call {person(r)}", thing(r))), "string"),
              switch=(lambda r: r.random() < 0.5, "boolean"), time=(lambda r: f"{r.randint(0, 23)}:{r.choice(('00', '15', '30', '45'))}", "string"),
              language=(lambda r: r.choice(("French", "German", "Spanish", "Italian", "Dutch", "Polish", "Greek", "Latin", cap(word(r)))), "string"))


# Results of tools, which answers repeat.

def result(r, kind):
    if kind == "count":
        return str(whole(r))
    if kind == "money":
        return r.choice(("{} euros", "{} dollars", "{} francs", "{}", "${}")).format(number(r))
    if kind == "measure":
        return f"{number(r)} {r.choice(('degrees', 'meters', 'kilometers', 'miles', 'grams', 'liters', 'hours', 'minutes', 'days', 'percent', 'points', 'kg', 'km'))}"
    if kind == "time":
        return MAKERS["time"][0](r)
    if kind == "sky":
        return r.choice(("sunny", "cloudy", "rainy", "windy", "snow", "fog", "light rain", "heavy rain", "clear", "stormy", "dry and warm", "cold and wet", "warm", "hail"))
    if kind == "done":
        return r.choice(("done", "ok", "sent", "booked", "saved", "set", "started", "it is done", f"number {whole(r)}", f"order {code(r)}", "confirmed"))
    if kind == "text":
        return r.choice((word(r), made_up(r), r.choice(ADJECTIVES), thing(r), f"{r.choice(ADJECTIVES)} and {r.choice(ADJECTIVES)}", person(r), f"{r.choice(ADJECTIVES)} {r.choice(PLACES)}"))
    return result(r, r.choice(("count", "money", "measure", "time", "sky", "text", "text", "text")))


@dataclass
class Tool:
    name: str
    description: str
    parameters: list  # (name, kind of value)
    questions: list  # wordings with {0}, {1} for the values
    result: str

    def line(self):
        """The lines of the chat template. A description precedes its name, so that the tokens of the name attend to the description."""
        return f"{self.description}\n{self.name}({','.join(f'{n}:{MAKERS[k][1]}' for n, k in self.parameters)})"


# Common topics: plugin, verbs and nouns of the function, descriptions, parameters, questions, kind of result.

TOPICS = [
    (("Weather", "Climate", "Sky"), ("GetWeather", "GetForecast", "Forecast", "Current", "Outlook", "Today"),
     ("Gets the weather in a {0}.", "Tells the weather forecast for a {0}.", "Says what the weather is like.", "Gets the forecast of a {0}."), [(("city", "place", "location", "town"), "name")],
     ("What is the weather in {0}?", "What is the weather like in {0}?", "How is the weather in {0}?", "Is it sunny in {0}?", "Will it rain in {0}?", "Tell me the weather in {0}.",
      "What is the forecast for {0}?", "Give me the forecast for {0}.", "Do I need an umbrella in {0}?", "I am going to {0}. What is the weather there?",
      "Please tell me what the weather is in {0}.", "Could you tell me the weather in {0}?", "What does the forecast say for {0}?", "Is it raining in {0}?", "Is it going to rain in {0} today?", "Show me the weather in {0}.",
      "My brother lives in {0}. How is the weather there?", "I want to know the weather in {0}.", "Please look up the forecast for {0}.", "Which weather is coming to {0}?", "How will the weather be in {0} tomorrow?", "We travel to {0}. What will the weather be?",
      "Do you know the forecast for {0}?", "Will the sun shine in {0}?", "Weather in {0}?", "Get the forecast of {0}.", "Does it snow in {0}?", "Check the forecast for {0}, please."), "sky"),
    (("Weather", "Climate", "Thermometer"), ("Temperature", "GetTemperature", "Degrees", "ReadTemperature", "HowWarm"),
     ("Gets the temperature in a {0}.", "Tells how warm it is in a {0}.", "Measures the temperature of a {0}."), [(("city", "place", "location", "region"), "name")],
     ("What is the temperature in {0}?", "How warm is it in {0}?", "How cold is it in {0}?", "How hot is it in {0} now?", "Tell me the temperature in {0}.", "How many degrees is it in {0}?",
      "Please tell me how warm it is in {0}.", "Could you measure the temperature in {0}?", "What temperature do they have in {0}?", "Is it warm in {0}?", "Is it cold in {0} today?", "I need the temperature in {0}.", "How many degrees are there in {0} now?",
      "My uncle is in {0}. How warm is it there?", "Do you know the temperature in {0}?", "Temperature in {0}?", "I wonder how hot {0} is.", "Check how cold it is in {0}.", "Let me know how warm it is in {0}.", "Show me the temperature of {0}.",
      "We are going to {0}. How cold is it there?", "Which temperature is it in {0}?", "Get the temperature of {0}, please."), "measure"),
    (("Weather", "Sensors"), ("Wind", "GetWind", "WindSpeed"), ("Gets the wind speed in a {0}.", "Tells how strong the wind is."), [(("city", "place"), "name")],
     ("How strong is the wind in {0}?", "What is the wind speed in {0}?", "Is it windy in {0}?"), "measure"),
    (("Clock", "Time", "Calendar"), ("GetTime", "Now", "LocalTime", "TimeIn"), ("Gets the time in a {0}.", "Tells the local time of a {0}.", "Gets the current time."), [(("city", "zone", "place"), "name")],
     ("What time is it in {0}?", "Tell me the time in {0}.", "What is the local time in {0}?", "How late is it in {0}?"), "time"),
    (("Clock", "Time", "System"), ("Now", "Today", "CurrentTime"), ("Gets the time of day.", "Tells the time now."), [],
     ("What time is it?", "Tell me the time.", "How late is it now?", "What is the time now?"), "time"),
    (("Shop", "Store", "Warehouse", "Stock", "Inventory"), ("CountItems", "CountStock", "InStock", "Quantity", "HowMany", "GetStock"),
     ("Counts the {0}s in stock.", "Tells how many of a {0} are in stock.", "Gets the stock of a {0}.", "Counts how many are left."), [(("product", "article", "thing", "good", "item"), "thing")],
     ("How many {0} are in stock?", "How many {0} do we have?", "How many {0} are left?", "Are there any {0} left?", "Do we have {0} in stock?", "Count the {0}.", "What is the stock of {0}?", "Check the stock of {0}.",
      "Please count the {0}.", "Could you tell me how many {0} are in stock?", "Have we got any {0}?", "Is there still a stock of {0}?", "I want to know how many {0} we have.", "Somebody wants {0}. Are there any in stock?", "How many {0} are there?",
      "Tell me the stock of {0}.", "Do you know how many {0} are left?", "How many of our {0} are left?", "Look up how many {0} there are in stock.", "Are {0} in stock?", "Let me know how many {0} we have.", "How large is our stock of {0}?", "Stock of {0}?",
      "Can you check if we have {0}?", "I must count the {0}. How many are there?", "Do we still have enough {0}?"), "count"),
    (("Shop", "Store", "Market", "Catalog", "Inventory"), ("Price", "GetPrice", "PriceOf", "Cost", "GetCost", "LookUpPrice"),
     ("Gets the price of a {0}.", "Tells what a {0} costs.", "Looks up the price of a {0}.", "Finds out how much something costs."), [(("product", "article", "thing", "good", "item"), "thing")],
     ("What is the price of {0}?", "How much is {0}?", "How much does {0} cost?", "What do {0} cost?", "How expensive is {0}?", "Tell me the price of {0}.", "Find the price of {0}.", "What does one pay for {0}?",
      "Please tell me the price of {0}.", "Could you look up the price of {0}?", "How much must I pay for {0}?", "Which price has {0}?", "I want to know what {0} cost.", "Somebody wants to buy {0}. What do they cost?", "Do you know the price of {0}?",
      "Show me the price of {0}.", "Let me know what {0} cost.", "What is our price for {0}?", "Price of {0}?", "Is {0} cheap?", "Are {0} cheap?", "How much do we take for {0}?", "Check the price of {0}, please.", "What would {0} cost me?", "Get the price of {0}.",
      "A man asks for {0}. How much are they?"), "money"),
    (("Shop", "Store", "Orders", "Supply", "Inventory"), ("Buy", "Order", "PlaceOrder", "OrderItems", "Purchase"),
     ("Orders some of a {0}.", "Buys a number of a {0}.", "Places an order for a {0}.", "Buys something."), [(("product", "article", "thing", "item"), "thing"), (("number", "quantity", "amount", "count"), "whole")],
     ("Order {1} {0}.", "Buy {1} {0}.", "Please order {1} {0}.", "We need {1} {0}. Please order them.", "I want to buy {1} {0}.", "Can you order {1} {0} for me?", "Get me {1} {0}.", "Place an order for {1} {0}.",
      "I want to order {1} {0}.", "Could you buy {1} {0}?", "We have to order {1} {0}.", "Order {1} {0} for us, please.", "Send an order for {1} {0}.", "My friend needs {1} {0}. Order them.", "Order {1} {0} today.", "We want {1} {0}, so buy them.", "Buy {1} more {0}.",
      "I need {1} {0} by tomorrow. Please order them.", "Can we order {1} {0}?", "Let us buy {1} {0}.", "Please make an order for {1} {0}.", "You should buy {1} {0} for the shop."), "done"),
    (("Orders", "Delivery", "Parcels"), ("Status", "Track", "WhereIs"), ("Gets the status of an order.", "Tracks a parcel.", "Tells where an order is."), [(("id", "order", "number"), "code")],
     ("Where is order {0}?", "What is the status of order {0}?", "Track parcel {0}.", "When does my parcel {0} come?", "Has order {0} been sent?"), "text"),
    (("Orders", "Bookings"), ("Cancel", "Drop"), ("Cancels an order.", "Cancels a booking."), [(("id", "order"), "code")],
     ("Cancel order {0}.", "Please cancel {0}.", "I do not want order {0} any more."), "done"),
    (("Math", "Calculator"), ("Add", "Sum", "Plus"), ("Adds two numbers.", "Gets the sum of two numbers."), [(("a", "x", "first"), "number"), (("b", "y", "second"), "number")],
     ("Add {0} and {1}.", "What is the sum of {0} and {1}?", "What do {0} and {1} make together?"), "count"),
    (("Math", "Calculator"), ("Multiply", "Product", "Times"), ("Multiplies two numbers.", "Gets the product of two numbers."), [(("a", "x", "first"), "number"), (("b", "y", "second"), "number")],
     ("Multiply {0} by {1}.", "What is the product of {0} and {1}?"), "count"),
    (("Math", "Calculator"), ("SquareRoot", "Root"), ("Gets the square root of a number.",), [(("x", "number", "value"), "number")],
     ("What is the square root of {0}?", "Find the square root of {0}.", "Take the root of {0}."), "count"),
    (("Money", "Bank", "Currency"), ("Convert", "Exchange", "Change"), ("Converts money to another currency.", "Changes an amount into another currency."),
     [(("amount", "value"), "number"), (("currency", "to", "target"), "thing")], ("Convert {0} to {1}.", "How much is {0} in {1}?", "Change {0} into {1}."), "money"),
    (("Bank", "Accounts"), ("Balance", "GetBalance"), ("Gets the balance of an account.", "Tells how much money is in an account."), [(("account", "owner", "id"), "person")],
     ("What is the balance of {0}?", "How much money does {0} have?", "Tell me the balance of {0}."), "money"),
    (("Bank", "Accounts", "Payments"), ("Transfer", "Pay", "SendMoney"), ("Sends money to somebody.", "Pays an amount to a person."), [(("to", "person", "receiver"), "person"), (("amount", "sum"), "number")],
     ("Send {1} to {0}.", "Pay {0} {1}.", "Transfer {1} to {0}.", "Please pay {1} to {0}."), "done"),
    (("Contacts", "People", "Directory", "Staff"), ("Phone", "FindPhone", "PhoneNumber"), ("Gets the phone number of a person.", "Finds somebody's phone number."), [(("person", "name", "contact"), "person")],
     ("What is the phone number of {0}?", "How can I call {0}?", "Find the phone number of {0}.", "Give me the phone number of {0}."), "count"),
    (("Contacts", "People", "Staff"), ("Email", "Address", "GetEmail"), ("Gets the email address of a person.", "Looks up an email address."), [(("person", "name"), "person")],
     ("What is the email address of {0}?", "Where can I write to {0}?", "Find the email of {0}."), "text"),
    (("Mail", "Messages", "Chat"), ("Send", "SendMessage", "Write"), ("Sends a message to a person.", "Writes to somebody."), [(("to", "person", "receiver"), "person"), (("text", "message", "body"), "text")],
     ("Send {0} the message {1}.", "Write to {0}: {1}", "Tell {0} this: {1}", "Send a message to {0}: {1}"), "done"),
    (("Calendar", "Diary", "Reminders"), ("Remind", "AddReminder", "Note"), ("Sets a reminder.", "Reminds of something at a time."), [(("text", "what", "title"), "text"), (("time", "at", "when"), "time")],
     ("Remind me at {1}: {0}", "Set a reminder for {1}: {0}", "At {1} I must not forget this: {0}"), "done"),
    (("Calendar", "Diary", "Meetings"), ("Book", "AddMeeting", "Plan"), ("Books a meeting with a person.", "Plans a meeting."), [(("person", "with", "guest"), "person"), (("time", "at"), "time")],
     ("Book a meeting with {0} at {1}.", "I want to meet {0} at {1}.", "Plan a meeting with {0} for {1}."), "done"),
    (("Alarm", "Clock"), ("SetAlarm", "Wake"), ("Sets the alarm.", "Sets an alarm for a time."), [(("time", "at"), "time")], ("Wake me at {0}.", "Set the alarm to {0}.", "Set an alarm for {0}."), "done"),
    (("Timer", "Clock"), ("Start", "SetTimer"), ("Starts a timer.", "Sets a timer for some minutes."), [(("minutes", "length"), "whole")], ("Set a timer for {0} minutes.", "Start a timer of {0} minutes."), "done"),
    (("Home", "Lights", "House"), ("TurnOn", "LightOn", "SwitchOn"), ("Turns the light on in a room.", "Switches a light on."), [(("room", "place"), "room")],
     ("Turn on the light in the {0}.", "Switch the {0} light on.", "Make light in the {0}.", "It is dark in the {0}. Turn on the light."), "done"),
    (("Home", "Lights", "House"), ("TurnOff", "LightOff", "SwitchOff"), ("Turns the light off in a room.", "Switches a light off."), [(("room", "place"), "room")],
     ("Turn off the light in the {0}.", "Switch the {0} light off.", "Nobody is in the {0}. Turn off the light."), "done"),
    (("Home", "Lights", "House"), ("Switch", "SetLight", "Light"), ("Switches a light on or off.", "Sets the light of a room."), [(("room", "place"), "room"), (("on", "lit", "state"), "switch")],
     ("Turn the light in the {0} {1}.", "Turn {1} the lamp in the {0}.", "The {0} light should be {1}.", "Put the light of the {0} {1}."), "done"),
    (("Devices", "Machines", "Home"), ("SetPower", "Power"), ("Switches a device on or off.", "Sets the power of a device."), [(("device", "machine"), "thing"), (("on", "enabled"), "switch")],
     ("Switch the {0} {1}.", "Turn {1} the {0}.", "Please turn the {0} {1}."), "done"),
    (("Home", "Heating", "House"), ("SetHeating", "Heat", "SetTemperature"), ("Sets the heating of a room.", "Heats a room to some degrees."), [(("room", "place"), "room"), (("degrees", "value"), "whole")],
     ("Set the {0} to {1} degrees.", "Heat the {0} to {1} degrees.", "Make it {1} degrees in the {0}."), "done"),
    (("Music", "Player", "Radio"), ("Play", "PlaySong", "Start"), ("Plays a song.", "Plays music by a name."), [(("song", "title", "name"), "name")], ("Play {0}.", "I want to hear {0}.", "Play the song {0}.", "Please play {0} for me."), "done"),
    (("Music", "Player", "Radio"), ("Stop", "Pause"), ("Stops the music.", "Stops playing."), [], ("Stop the music.", "Please be quiet now.", "Stop playing."), "done"),
    (("Music", "Player", "Radio"), ("Volume", "SetVolume"), ("Sets the volume.", "Sets how loud the music is."), [(("level", "value"), "whole")], ("Set the volume to {0}.", "Make the volume {0}."), "done"),
    (("Maps", "Travel", "Routes"), ("Distance", "HowFar"), ("Gets the distance between two places.", "Tells how far it is from one place to another."), [(("from", "start", "origin"), "name"), (("to", "end", "target"), "name")],
     ("How far is it from {0} to {1}?", "What is the distance between {0} and {1}?", "How many miles is {1} from {0}?"), "measure"),
    (("Travel", "Trains", "Tickets"), ("BookTicket", "Ticket", "Reserve"), ("Books a ticket to a place.", "Buys train tickets."), [(("to", "destination", "city"), "name"), (("seats", "count", "persons"), "whole")],
     ("Book {1} tickets to {0}.", "I need {1} tickets to {0}.", "Reserve {1} seats to {0}."), "done"),
    (("Travel", "Trains", "Flights"), ("Next", "NextTrain", "Departure"), ("Finds the next train to a place.", "Tells when the next train goes."), [(("to", "city", "destination"), "name")],
     ("When is the next train to {0}?", "When does the next train go to {0}?", "How can I get to {0} by train?"), "time"),
    (("Hotels", "Travel", "Rooms"), ("BookRoom", "BookHotel"), ("Books a hotel.", "Books a room in a hotel."), [(("city", "place", "hotel"), "name"), (("nights", "days"), "whole")],
     ("Book a hotel in {0} for {1} nights.", "I need a room in {0} for {1} nights.", "Find me a bed in {0} for {1} nights."), "done"),
    (("Food", "Restaurant", "Kitchen"), ("Recipe", "FindRecipe", "Cook"), ("Finds a recipe.", "Finds out how to cook something."), [(("dish", "name", "food"), "thing")], ("How do I cook {0}?", "Find a recipe for {0}.", "What is the recipe for {0}?"), "text"),
    (("Food", "Restaurant", "Tables"), ("BookTable", "ReserveTable"), ("Reserves a table.", "Books a table at a restaurant."), [(("restaurant", "place"), "name"), (("persons", "guests"), "whole")],
     ("Book a table for {1} at {0}.", "Reserve a table at {0} for {1} people."), "done"),
    (("Library", "Books", "Archive"), ("Find", "Search", "FindBook"), ("Finds a book.", "Searches for books about something."), [(("title", "query", "topic"), "thing")], ("Find a book about {0}.", "Search the library for {0}.", "Which books are about {0}?"), "text"),
    (("Language", "Words", "Translator"), ("Translate", "Say"), ("Translates a text into a language.", "Says a word in another language."), [(("text", "word"), "thing"), (("language", "to"), "language")],
     ("Translate {0} into {1}.", "How do you say {0} in {1}?", "What is {0} in {1}?"), "text"),
    (("Lists", "Tasks", "Notes"), ("AddItem", "Add", "Append"), ("Adds something to the list.", "Puts an entry on the shopping list."), [(("item", "entry", "text"), "thing")], ("Add {0} to the list.", "Put {0} on my list.", "Write {0} on the shopping list."), "done"),
    (("Lists", "Tasks", "Notes"), ("ReadAll", "Show", "GetList"), ("Reads the list.", "Shows all entries of the list."), [], ("Read my list.", "What is on my list?", "Show me the list."), "text"),
    (("World", "Geography", "Places"), ("Population", "CountPeople"), ("Gets the population of a place.", "Tells how many people live in a place."), [(("place", "city", "country"), "name")],
     ("How many people live in {0}?", "What is the population of {0}?", "How big is {0}?"), "count"),
    (("Stocks", "Exchange", "Finance"), ("Quote", "SharePrice"), ("Gets the share price of a company.", "Tells what a share is worth."), [(("company", "symbol", "name"), "code")], ("What is a share of {0} worth?", "How is {0} doing today?", "What is the share price of {0}?"), "money"),
    (("Dice", "Games", "Luck"), ("Roll", "Throw"), ("Rolls a die.", "Throws dice."), [(("sides", "max"), "whole")], ("Roll a die with {0} sides.", "Throw a die with {0} sides for me."), "count"),
    (("Dice", "Games", "Luck"), ("FlipCoin", "Coin"), ("Flips a coin.", "Throws a coin."), [], ("Flip a coin.", "Throw a coin for me."), "text"),
    (("News", "Press"), ("Headlines", "Latest"), ("Gets the news about a topic.", "Finds the latest news."), [(("topic", "subject", "query"), "thing")], ("What is new about {0}?", "Give me the news about {0}.", "Is there any news about {0}?"), "text"),
    (("Cars", "Garage", "Parking"), ("FindSpace", "FreeSpaces"), ("Finds a place to park.", "Counts free parking spaces in a street."), [(("street", "place"), "name")], ("Where can I park in {0}?", "Are there parking spaces in {0}?"), "count"),
    (("Server", "Machines", "System"), ("Restart", "Reboot"), ("Restarts a server.", "Restarts a machine."), [(("server", "machine", "id"), "code")], ("Restart {0}.", "Server {0} hangs. Restart it.", "Please restart machine {0}."), "done"),
    (("School", "Classes", "Grades"), ("Grade", "GetGrade"), ("Gets the grade of a student.", "Looks up a student's mark."), [(("student", "name"), "person")], ("What grade does {0} have?", "Which mark did {0} get?", "Look up the grade of {0}."), "count"),
]

NOUNS = ("address age area owner color size weight height depth length speed level status rank score rating menu schedule code origin value title genre "
         "tax fee rent salary budget distance pressure humidity power voltage volume capacity density mood record history profile position location "
         "number name date birthday deadline version manager doctor plan report summary review target limit pulse signal tide harvest traffic visa "
         "password key license invoice discount warranty engine battery fuel mileage route platform gate seat delay departure arrival").split()
ENTITIES = "person city product ship river project team room user planet book company animal patient building machine song field car street garden station game student country".split()
VERBS = "Get Find Read Check Fetch Show Look Query Load Tell".split()
DESCRIBE = ("Gets the {n} of a {e}.", "Returns the {n} for a {e}.", "Looks up the {n} of a {e}.", "Finds the {n} of the given {e}.", "Tells the {n} of a {e}.", "Reads the {n}.",
            "Use this to find the {n} of a {e}.", "Checks the {n} in a {e}.", "The {n} of a {e}.", "Says which {n} a {e} has.")
ASK = ("What is the {n} of {0}?", "What is the {n} in {0}?", "What is the {n} for {0}?", "Tell me the {n} of {0}.", "Tell me the {n} in {0}.", "Can you get the {n} of {0}?", "Can you check the {n} in {0}?",
       "I need the {n} of {0}.", "Please find the {n} of {0}.", "Do you know the {n} of {0}?", "Do you know the {n} for {0}?", "Which {n} does {0} have?", "Show me the {n} of {0}.", "Give me the {n} for {0}.", "Look up the {n} of {0}.",
       "Check the {n} of {0}.", "I want to know the {n} of {0}.", "How is the {n} in {0}?", "{0}: what is the {n}?", "About {0}: please tell me the {n}.", "Let me know the {n} of {0}.", "Is the {n} of {0} known?",
       "Has {0} got a {n}?", "My friend asks for the {n} of {0}.", "Could you look up the {n} of {0}, please?", "I am in {0}. What is the {n} here?", "Say the {n} of {0}.", "Find out the {n} of {0} for me.",
       "And the {n} of {0}?", "We talk about {0}. What is the {n}?", "What {n} has {0}?", "What about the {n} in {0}?", "Any {n} for {0}?", "I wonder what the {n} of {0} is.", "Please give the {n} at {0}.")
CHANGE = ("Set the {n} of {0} to {1}.", "Change the {n} of {0} to {1}.", "Please make the {n} of {0} {1}.", "The {n} of {0} should be {1}.", "Give {0} the {n} {1}.", "{0} needs the {n} {1}.", "Put the {n} of {0} at {1}.")
CHANGED = ("Sets the {n} of a {e}.", "Changes the {n} of a {e}.", "Gives a {e} a new {n}.", "Updates the {n}.")
BETWEEN = ("What is the {n} between {0} and {1}?", "Tell me the {n} from {0} to {1}.", "Compare the {n} of {0} with that of {1}.", "What {n} is there between {0} and {1}?")
COMPARED = ("Gets the {n} between two {e}s.", "Compares the {n} of two {e}s.", "Finds the {n} from one {e} to another.")
ORDER = ("{v} {1} {0}.", "Please {v} {1} {0}.", "I want to {v} {1} {0}.", "Can you {v} {1} {0}?", "We must {v} {1} {0}.", "{v} {1} {0} for me.", "Could you {v} {1} {0} today?")
ACT = ("{v} {0}.", "Please {v} {0}.", "Can you {v} {0}?", "I want to {v} {0}.", "{v} the {0}.", "{v} {0} for me.", "You should {v} {0} now.")
ACTIONS = "paint move open close lock fix wash pack ship print copy delete save build hire call invite feed water clean weigh draw hide test scan mark sort fold mix bake sell lend return count measure repair describe collect".split()


def camel(*words):
    return "".join(cap(w) for w in " ".join(words).split())


def real_tool(r):
    plugins, functions, descriptions, parameters, questions, kind = r.choice(TOPICS)
    chosen = [(r.choice(names), value) for names, value in parameters]
    description = r.choice(descriptions).format(*[n for n, _ in chosen])
    return Tool(f"{r.choice(plugins)}_{r.choice(functions)}", description, chosen, list(questions), kind)


def strange_tool(r):
    """A tool for a noun or a verb, half of which do not exist; the description has the wording of the question."""
    noun = r.choice(NOUNS) if r.random() < 0.75 else word(r) if r.random() < 0.6 else made_up(r).lower()
    if r.random() < 0.12:
        noun = f"{r.choice(ADJECTIVES)} {noun}"
    entity = r.choice(ENTITIES) if r.random() < 0.8 else word(r)
    value = r.choice(("name", "name", "thing", "thing", "person", "code", "room", "whole"))
    parameter = r.choice((entity, entity, entity, "name", "id", "query", "key", "value", "text", "target", "item", word(r)))
    plugin = r.choice((camel(entity), camel(entity), camel(noun), cap(word(r)), *r.choice(TOPICS)[0][:2]))
    known = r.random() < 0.75
    n = r.random()
    if n < 0.62:
        function = camel("Get" if r.random() < 0.4 else r.choice(VERBS), noun) if known else r.choice(VERBS)
        return Tool(f"{plugin}_{function}", r.choice(DESCRIBE).format(n=noun, e=entity), [(parameter, value)], [q.replace("{n}", noun) for q in ASK], "any")
    if n < 0.72:
        function = camel(r.choice(("Set", "Change", "Update")), noun) if known else r.choice(("Set", "Update"))
        second = r.choice((noun.split()[-1], "value", "to", "level"))
        return Tool(f"{plugin}_{function}", r.choice(CHANGED).format(n=noun, e=entity), [(parameter, value), (second if second != parameter else "new", r.choice(("whole", "number", "thing", "name")))],
                    [q.replace("{n}", noun) for q in CHANGE], "done")
    if n < 0.78:
        function = camel(r.choice(VERBS), noun) if known else "Compare"
        pair = r.choice((("from", "to"), ("a", "b"), ("first", "second"), ("start", "end")))
        return Tool(f"{plugin}_{function}", r.choice(COMPARED).format(n=noun, e=entity), [(p, value) for p in pair], [q.replace("{n}", noun) for q in BETWEEN], "any")
    verb = r.choice(ACTIONS) if r.random() < 0.6 else word(r)
    function = camel(verb, r.choice(("", "", entity)))
    if n < 0.9:
        many = r.choice(("count", "number", "amount", "quantity", "n"))
        return Tool(f"{plugin}_{function}", r.choice((f"{cap(verb)}s a number of {entity}s.", f"To {verb} several {entity}s.", f"{cap(verb)}s some of an item.", f"Can {verb} things.")), [(parameter, "thing"), (many, "whole")],
                    [cap(q.replace("{v}", verb)) for q in ORDER], "done")
    return Tool(f"{plugin}_{function}", r.choice((f"{cap(verb)}s a {entity}.", f"To {verb} a {entity}.", f"Can {verb} things.")), [(parameter, r.choice(("thing", "name", "room")))], [cap(q.replace("{v}", verb)) for q in ACT], "done")


def topic(*functions):
    """Finds the topic that has one of these functions."""
    return next(t for t in TOPICS if not set(functions).isdisjoint(t[1]))


def sample_tools():
    """The tools of samples/AgentWithTools."""
    def tool(name, description, function, *parameters):
        _, _, _, chosen, questions, kind = topic(function)
        return Tool(name, description, [(n, k) for n, (_, k) in zip(parameters, chosen)], list(questions), kind)

    return [
        tool("Weather_GetForecast", "Gets the forecast for a city.", "GetForecast", "city"),
        tool("Weather_GetTemperature", "Gets the temperature in a city.", "GetTemperature", "city"),
        tool("Inventory_CountStock", "Counts how many of an item are in stock.", "CountStock", "item"),
        tool("Inventory_GetPrice", "Gets the price of an item.", "GetPrice", "item"),
        tool("Inventory_Order", "Orders a number of an item.", "Order", "item", "count")]


SAMPLE_SHARE = 0.75
# Text before and after a question.
BEFORE = "Well, |Hello! |Listen. |A quick question. |If you can, |One more thing. |Good morning. |My aunt asks: |Now, |Sorry, |So, |And ".split("|")
AFTER = "for us|or not|right away|if you can|when you have time|by any chance|before noon|this morning|once more|in there|as soon as possible|these days|on the list|after lunch|again|for my friend|from now on|at last".split("|")


def spoken(r, question):
    if r.random() < 0.2:
        head = r.choice(BEFORE)
        question = head + (question if head[-2] in ".!" else question[0].lower() + question[1:])
    if r.random() < 0.3 and question[-1] in ".?":
        question = f"{question[:-1]} {r.choice(AFTER)}{question[-1]}"
    return question


class ToolChats:
    """Generates chats with tools, without the held-out values and prompts."""

    def __init__(self, held, corpus):
        self.prompts = {p["prompt"].lower() for p in held}
        self.values = {str(v).lower() for p in held for v in p["arguments"].values() if isinstance(v, str)}
        self.sample, self.corpus = sample_tools(), corpus
        self.names = {tool.name for tool in self.sample}

    def tool(self, r):
        while True:
            tool = real_tool(r) if r.random() < 0.6 else strange_tool(r)
            if tool.name not in self.names:
                return tool

    def offer(self, r):
        """Tools with different names and different questions; often the tools of the sample."""
        if r.random() < SAMPLE_SHARE:
            chosen = sorted(r.sample(range(5), r.choice((2, 3, 4, 5, 5, 5, 5))))
            if r.random() < 0.3:
                r.shuffle(chosen)
            return [self.sample[i] for i in chosen]
        tools, questions, names = [], set(), set()
        count = r.choice((1, 2, 2, 3, 3, 4, 4, 5, 5))
        while len(tools) < count:
            tool = self.tool(r)
            if tool.name in names or not questions.isdisjoint(tool.questions):
                continue
            if r.random() < 0.5 and tools:  # several functions of one plugin
                renamed = f"{tools[-1].name.split('_')[0]}_{tool.name.split('_')[1]}"
                if renamed in names or renamed in self.names:
                    continue
                tool.name = renamed
            tools.append(tool)
            names.add(tool.name)
            questions.update(tool.questions)
        if r.random() < 0.12:  # functions without a plugin
            for tool in tools:
                tool.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", tool.name).lower() if r.random() < 0.7 else tool.name.split("_")[1]
        return tools if len({tool.name for tool in tools}) == len(tools) else self.offer(r)

    def ask(self, r, tool):
        while True:
            values = [MAKERS[kind][0](r) for _, kind in tool.parameters]
            question = r.choice(tool.questions).format(*[("on" if v else "off") if isinstance(v, bool) else v for v in values])
            question = spoken(r, question)
            if question.lower() not in self.prompts and self.values.isdisjoint(str(v).lower() for v in values):
                return question, {n: v for (n, _), v in zip(tool.parameters, values)}

    def chat(self, r, most):
        """A system message with tools, and pieces of (role, text)."""
        tools = self.offer(r)
        head = ""
        if r.random() < 0.4:
            head = r.choice(("You are a helpful assistant.", "Answer the question.", "You are a friendly teacher who explains things.", "Use the tools.",
                             "Be kind.", "You help people with their work.", "You are an agent with tools.", "Answer in whole sentences.")) + "\n"
        messages = [("system", head + "Tools:\n" + "".join(tool.line() + "\n" for tool in tools))]
        for _ in range(r.choice((1, 2, 2, most, most))):
            if r.random() < 0.22:
                question, answer = self.corpus.chat_turn(r)
                messages += [("user", self.corpus.check(question)), ("assistant", answer)]
                continue
            tool = r.choice(tools)
            question, arguments = self.ask(r, tool)
            given = result(r, tool.result)
            messages += [("user", question), ("assistant", call(tool.name, arguments)), ("user", f"<tool_response>\n{given}\n</tool_response>"), ("assistant", f"The answer is {given}.")]
        return messages


def call(function, arguments):
    return f"<tool_call>\n{json.dumps(dict(name=function, arguments=arguments), ensure_ascii=False)}\n</tool_call>"


def repeated(r, starts, pieces):
    """A message and its values as JSON, since a word has different tokens after a quotation mark and after a space."""
    def coined():
        made = r.choice(starts) + "".join(r.choice(pieces) for _ in range(r.choice((0, 0, 1, 2))))
        return cap(made) if r.random() < 0.2 else made

    def value():
        n = r.random()
        if n < 0.55:
            return f"{coined()} {coined()}" if r.random() < 0.4 else coined()
        if n < 0.75:
            return thing(r)
        return name(r) if n < 0.9 else f"{coined()} {thing(r)}"

    values = [value() for _ in range(r.randint(1, 6))]
    verb = r.choice(("List", "Repeat", "Say", "Write", "Name"))
    return f"{verb} {', '.join(values)}.", json.dumps(values, ensure_ascii=False)
