"""The prompts of the evaluation of samples/AgentWithTools. No training text has these prompts or their values."""

import inspect
import re

import facts
from tools import ASK, BETWEEN, CHANGE, ORDER, TOPICS

CITIES = ("Aalborg Linz Granada Eindhoven Turku Limerick Bruges Rennes Kobe Braga Cardiff Stavanger Verona Innsbruck Groningen Zaragoza Norwich Poznan Grenoble Padua "
          "Malmo Uppsala Lucerne Freiburg Leipzig Marseille Oviedo Kyoto Daegu Cali Rosario Nakuru Bloemfontein Launceston Edmonton Regina Parnu Zadar Pamplona Namur").split()
ITEMS = ("shovels|tea kettles|water bottles|saxophones|steak knives|wall clocks|rain coats|fishing nets|suitcases|cake pans|teddy bears|ski helmets|photo albums|hockey sticks|"
         "chain saws|gym mats|beer glasses|paint buckets|tennis balls|tablets|pepper mills|running shoes|piano stools|salad bowls|door bells|street lamps|ceiling fans|ice skates|air beds|"
         "blenders|card games|bath towels|oil filters|phone cases|tool kits|cat collars|bird cages|trolleys|hair brushes|surfboards|rafts|telescopes|stickers|flutes|flower pots|"
         "speakers|bread baskets|garden gnomes|door mats|lanterns|buttons|parasols|sailboats|trombones|pliers|chisels|barometers|cameras|pitchers|microscopes").split("|")

# The values that were inspected while the training texts were written.
TUNING_CITIES = ("Heidelberg Sapporo Valencia Rotterdam Tampere Galway Ghent Nantes Osaka Porto Leeds Bergen Turin Salzburg Utrecht Malaga Bristol Gdansk Lyon Bologna "
          "Aarhus Odense Graz Basel Dresden Toulouse Seville Nagoya Busan Medellin Cordoba Mombasa Durban Hobart Calgary Winnipeg Tartu Split Bilbao Antwerp").split()
TUNING_ITEMS = ("hammers|ladders|garden hoses|teapots|violins|bread knives|alarm clocks|winter jackets|fishing rods|backpacks|frying pans|rubber ducks|bike helmets|picture frames|golf clubs|"
         "drills|yoga mats|wine glasses|paint rollers|tennis rackets|laptops|coffee grinders|hiking boots|guitar strings|soup bowls|door handles|light bulbs|desk fans|snow shovels|sleeping bags|"
         "toasters|chess sets|beach towels|water filters|phone chargers|sewing kits|dog collars|bird feeders|wheelbarrows|hair dryers|skateboards|canoes|tripods|magnets|whistles|cactus pots|"
         "headphones|cutting boards|extension cords|bath mats|flashlights|zippers|hammocks|kayaks|trumpets|wrenches|screwdrivers|thermometers|radios|vases").split("|")

# For each tool, ten wordings that training texts use for other tools, and ten wordings that no training text uses.
WORDINGS = {
    "Weather_GetForecast": (
        "What is the weather in {0}?|What is the weather like in {0}?|How is the weather in {0}?|Tell me the weather in {0}.|What is the forecast for {0}?|Give me the forecast for {0}.|Will it rain in {0}?|"
        "Is it sunny in {0}?|Do I need an umbrella in {0}?|I am going to {0}. What is the weather there?",
        "Can you tell me the forecast for {0}?|Which weather do they have in {0}?|Check the weather of {0} for me.|My sister lives in {0}. How will the weather be there?|I would like to know the forecast for {0}.|"
        "What weather should I expect in {0}?|Could you look at the forecast of {0}, please?|How does the weather look in {0} today?|We fly to {0} on Friday. What does the forecast say?|Is bad weather coming to {0}?"),
    "Weather_GetTemperature": (
        "What is the temperature in {0}?|How warm is it in {0}?|How cold is it in {0}?|How hot is it in {0} now?|Tell me the temperature in {0}.|How many degrees is it in {0}?|What is the temperature in {0}?|"
        "How warm is it in {0}?|How cold is it in {0}?|Tell me the temperature in {0}.",
        "Can you check the temperature in {0} for me?|Which temperature does {0} have today?|Please measure the temperature of {0}.|How warm does it get in {0}?|I want to know how cold {0} is.|"
        "Is it very hot in {0} today?|My aunt is in {0}. What is the temperature there?|Say how many degrees they have in {0}.|Let me know the temperature at {0}, please.|Do you know how warm {0} is at the moment?"),
    "Inventory_CountStock": (
        "How many {0} are in stock?|How many {0} do we have?|How many {0} are left?|Are there any {0} left?|Do we have {0} in stock?|Count the {0}.|What is the stock of {0}?|Check the stock of {0}.|"
        "How many {0} are in stock?|How many {0} do we have?",
        "Can you count the {0} in stock?|How many {0} are there in the stock?|Tell me how many {0} we still have.|Please check how many {0} are left.|Somebody asks for {0}. How many do we have in stock?|"
        "Have we got enough {0} in stock?|I need to know how many {0} are left.|Could you count our {0}, please?|Is the stock of {0} low?|Look at the stock: how many {0} are there?"),
    "Inventory_GetPrice": (
        "What is the price of {0}?|How much do {0} cost?|What do {0} cost?|How expensive are {0}?|Tell me the price of {0}.|Find the price of {0}.|What does one pay for {0}?|What is the price of {0}?|What do {0} cost?|"
        "Find the price of {0}.",
        "Can you tell me what {0} cost?|Which price do {0} have?|I would like to know the price of {0}.|Please look up the price for {0}.|A customer wants {0}. What is the price?|What must I pay for {0}?|"
        "Are {0} expensive?|Let me see the price of {0}.|Say what {0} cost, please.|At which price do we sell {0}?"),
    "Inventory_Order": (
        "Order {1} {0}.|Buy {1} {0}.|Please order {1} {0}.|We need {1} {0}. Please order them.|I want to buy {1} {0}.|Can you order {1} {0} for me?|Get me {1} {0}.|Place an order for {1} {0}.|Order {1} {0}.|Please order {1} {0}.",
        "Could you order {1} {0}, please?|Make an order of {1} {0}.|I would like to order {1} {0}.|Let us order {1} {0} today.|The shop needs {1} {0}, so order them.|Order {1} more {0} for the shop.|"
        "My boss wants {1} {0}. Can you order them?|We should order {1} {0}.|Put in an order for {1} {0}.|Tomorrow we need {1} {0}. Order them now."),
}
NUMBERS = (3, 12, 25, 7, 40, 150, 9, 18, 64, 5, 31, 8, 72, 16, 200, 11, 45, 6, 27, 90)


def is_seen(prompt, values):
    """Whether a training text has the wording of a prompt, with any values, nouns or verbs."""
    for pattern in [q for topic in TOPICS for q in topic[4]] + [*ASK, *CHANGE, *BETWEEN, *ORDER]:
        open_parts = re.escape(pattern.replace("{0}", values[0]).replace("{1}", values[-1]))
        if re.fullmatch(re.sub(r"\\\{[nv]\\\}", r"\\S+", open_parts), prompt, re.IGNORECASE):
            return True
    return False


def prompts(cities=CITIES, items=ITEMS):
    made, world = [], inspect.getsource(facts).lower()
    cities, items = iter(cities), iter(items)
    for function, (seen, new) in WORDINGS.items():
        for i, wording in enumerate(seen.split("|") + new.split("|")):
            value = next(cities if function.startswith("Weather") else items)
            if f'"{value.lower()}"' in world:
                raise ValueError(f"{value} is in the facts.")
            arguments = {"city" if function.startswith("Weather") else "item": value}
            if function == "Inventory_Order":
                arguments["count"] = NUMBERS[i]
            prompt = wording.format(*arguments.values())
            made.append(dict(prompt=prompt, function=function, arguments=arguments, wording="seen" if is_seen(prompt, [str(v) for v in arguments.values()]) else "new"))
    return made
