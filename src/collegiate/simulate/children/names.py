"""Names of children, parents and staff: many kinds of names, with the accents, hyphens and apostrophes that files stumble on."""

from __future__ import annotations

FORENAMES_F = (
    "Amelia", "Olivia", "Isla", "Ava", "Lily", "Freya", "Grace", "Florence", "Ivy", "Willow", "Evie", "Poppy", "Sienna",
    "Elsie", "Daisy", "Phoebe", "Millie", "Harriet", "Erin", "Zoë", "Chloé", "Siân", "Niamh", "Aoife", "Maisie", "Rosie",
    "Jessica", "Hannah", "Martha", "Thea", "Aisha", "Fatima", "Maryam", "Zainab", "Hafsa", "Amina", "Noor", "Sana",
    "Priya", "Anaya", "Diya", "Jasleen", "Simran", "Mei", "Lina", "Zofia", "Zuzanna", "Maja", "Oliwia", "Ioana", "Andreea",
    "Chidinma", "Adaeze", "Temitope", "Abena", "Nia", "Keziah", "Imani", "Leila", "Yasmin", "Sofia", "Inês", "Beatriz",
    "Emily-Rose", "Ella-Mae", "Anna Maria", "Robyn", "Skye", "Eleri", "Tilly",
)  # fmt: skip
FORENAMES_M = (
    "Oliver", "George", "Arthur", "Noah", "Leo", "Oscar", "Harry", "Archie", "Jack", "Henry", "Charlie", "Freddie", "Theo",
    "Alfie", "Finley", "Logan", "Joshua", "Ethan", "Jude", "Toby", "Rhys", "Dylan", "Seán", "Cillian", "Callum", "Euan",
    "Reuben", "Caleb", "Jenson", "Ellis", "Muhammad", "Ibrahim", "Yusuf", "Adam", "Hamza", "Bilal", "Zayn", "Idris", "Arjun",
    "Rohan", "Vihaan", "Harjit", "Gurpreet", "Wei", "Jakub", "Szymon", "Kacper", "Filip", "Andrei", "Matei", "Chukwuemeka",
    "Oluwaseun", "Kwame", "Kofi", "Malachi", "Tyrell", "Omar", "Karim", "João", "Mateo", "André", "Jean-Luc", "Tommy-Lee",
    "D'Angelo", "Kai", "Bodhi", "Emrys", "Gethin", "Rory", "Stanley",
)  # fmt: skip
SURNAMES = (
    "Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Thomas", "Johnson", "Roberts", "Walker", "Wright", "Robinson",
    "Thompson", "White", "Hughes", "Edwards", "Green", "Hall", "Wood", "Harris", "Clarke", "Lewis", "Turner", "Hill", "Cooper",
    "Ward", "Moore", "Morris", "Baker", "Allen", "Mitchell", "Price", "Bennett", "Cox", "Shaw", "Ellis", "Webb", "Holmes",
    "Palmer", "Mills", "Knight", "Barker", "Stone", "Fletcher", "Dawson", "Bates", "Yates", "Heath", "Lowe", "Rowley",
    "Bagnall", "Colclough", "Tunnicliffe", "Boulton", "Machin", "Salt", "Wedgewood-Hall", "O'Connor", "O'Neill", "D'Souza",
    "MacDonald", "McCarthy", "Fitzgerald", "Ní Bhriain", "de la Cruz", "van Dijk", "Le Roux", "St John", "Smith-Okafor",
    "García", "Müller", "Nuñez", "Șerban", "Łukasik", "Ionescu", "Popescu", "Kowalska", "Nowak", "Wójcik", "Petrov",
    "Khan", "Hussain", "Ahmed", "Ali", "Begum", "Malik", "Iqbal", "Mahmood", "Chaudhry", "Rahman", "Miah", "Uddin", "Islam",
    "Patel", "Shah", "Singh", "Kaur", "Sharma", "Gill", "Das", "Nair", "Chen", "Wang", "Li", "Nguyen", "Okafor", "Adeyemi",
    "Mensah", "Boateng", "Osei", "Abdi", "Warsame", "Hassan", "Campbell", "Francis", "Grant", "Joseph", "Silva", "Santos",
    "Pereira", "Yılmaz", "Demir", "Haddad", "Nasser", "Tesfaye", "Moyo", "Chikwanha", "Reid", "Hargreaves", "Ashworth",
)  # fmt: skip
TITLES = ("Mrs", "Mr", "Ms", "Dr", "Miss", "Mx")
